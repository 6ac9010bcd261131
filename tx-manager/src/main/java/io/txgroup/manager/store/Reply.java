package io.txgroup.manager.store;

import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.GroupId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a script has answered: the server's time, then its own values. */
record Reply(List<@Nullable Object> values) {
    long time() {
        return number(0);
    }

    int size() {
        return values.size();
    }

    long number(int index) {
        if (values.get(index) instanceof Long number) {
            return number;
        }
        throw wrong(index, "a number");
    }

    String text(int index) {
        return new String(bytes(index), StandardCharsets.UTF_8);
    }

    /** The text there, or null for nil. */
    @Nullable
    String textOrNull(int index) {
        return values.get(index) == null ? null : text(index);
    }

    byte[] bytes(int index) {
        if (values.get(index) instanceof byte[] bytes) {
            return bytes;
        }
        throw wrong(index, "a text");
    }

    /** The record whose version stands at that place and whose bytes stand at the next. */
    Stored stored(int index) {
        return new Stored(GroupCodec.decode(bytes(index + 1)), version(text(index)));
    }

    /** The records from that place on, each as {@link #stored(int)} reads it. */
    List<Stored> records(int from) {
        return IntStream.range(0, (values.size() - from) / 2)
                .mapToObj(index -> stored(from + 2 * index))
                .toList();
    }

    List<GroupId> groupIds(int from) {
        return IntStream.range(from, values.size())
                .mapToObj(index -> GroupId.parse(text(index)))
                .toList();
    }

    private static Version version(String text) {
        int colon = text.indexOf(':');
        return new Version(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
    }

    private IllegalStateException wrong(int index, String wanted) {
        return new IllegalStateException("A script answered " + values.get(index) + " where " + wanted + " should be");
    }
}
