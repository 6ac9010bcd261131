package io.txgroup.jdbc;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tables of bookkeeping, for instance those that ids are taken from. A local transaction that begins with one of them is
 * committed by itself: held, its row would make every other group wait until this one has ended.
 */
final class LocalTables {
    private final Set<String> names;

    LocalTables(Set<String> names) {
        this.names = names.stream().map(name -> name.toUpperCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the statement names one of them; only names without quotes count. */
    boolean areIn(@Nullable String sql) {
        if (sql == null || names.isEmpty()) {
            return false;
        }
        SqlWords words = new SqlWords(sql);
        for (String word = words.next(); word != null; word = words.next()) {
            if (names.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
