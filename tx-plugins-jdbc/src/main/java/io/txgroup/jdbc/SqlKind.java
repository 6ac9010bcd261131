package io.txgroup.jdbc;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement's text says that it does. Only its words are looked at, so a function that writes passes for a read;
 * what is not known passes for a write.
 */
enum SqlKind {
    /** Reads, or sets something of the session. */
    READ,
    /** Writes, or may. */
    WRITE,
    /** Calls a procedure or is a block of code. */
    CALL,
    /** Changes the schema, which most databases commit at once. */
    DEFINITION,
    /** Begins, changes or ends a transaction behind JDBC's back. */
    TRANSACTION;

    private static final Set<String> NEUTRAL = Set.of("RESET", "SAVEPOINT", "RELEASE", "SHOW", "USE", "FETCH");
    private static final Set<String> READING =
            Set.of("SELECT", "WITH", "VALUES", "TABLE", "EXPLAIN", "DESCRIBE", "DESC");
    private static final Set<String> CALLING = Set.of("CALL", "EXEC", "EXECUTE", "DECLARE", "DO");
    private static final Set<String> DEFINING = Set.of(
            "CREATE",
            "ALTER",
            "DROP",
            "TRUNCATE",
            "RENAME",
            "GRANT",
            "REVOKE",
            "COMMENT",
            "ANALYZE",
            "OPTIMIZE",
            "REPAIR",
            "CHECK",
            "LOCK",
            "UNLOCK",
            "FLUSH",
            "INSTALL",
            "UNINSTALL",
            "CACHE");
    private static final Set<String> BEGINNING = Set.of("TRANSACTION", "WORK", "ISOLATION", "READ", "DEFERRABLE");
    private static final Set<String> OF_TRANSACTION = Set.of("AUTOCOMMIT", "TRANSACTION");
    private static final Set<String> WRITING =
            Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "INTO", "TRUNCATE", "DROP", "CREATE", "ALTER");

    /** What the first word says; enough to tell definitions and transactions. */
    static SqlKind byFirstWord(String sql) {
        return byFirstWord(new SqlWords(sql));
    }

    /** What all the words say. */
    static SqlKind of(String sql) {
        SqlWords words = new SqlWords(sql);
        SqlKind kind = byFirstWord(words);
        return kind == READ && writesLater(words) ? WRITE : kind;
    }

    private static SqlKind byFirstWord(SqlWords words) {
        @Nullable String first = words.next();
        if (first == null || READING.contains(first) || NEUTRAL.contains(first)) {
            return READ;
        }
        if (DEFINING.contains(first)) {
            return DEFINITION;
        }
        if (CALLING.contains(first)) {
            return CALL;
        }
        return switch (first) {
            case "COMMIT", "END", "ABORT", "XA" -> TRANSACTION;
            case "SET" -> setsTransaction(words) ? TRANSACTION : READ;
            case "ROLLBACK" -> isBackToSavepoint(words) ? READ : TRANSACTION;
            case "PREPARE" -> "TRANSACTION".equals(words.next()) ? TRANSACTION : WRITE;
            case "BEGIN", "START" -> begins(words.next()) ? TRANSACTION : CALL;
            default -> WRITE;
        };
    }

    private static boolean setsTransaction(SqlWords words) {
        String second = String.valueOf(words.next());
        return OF_TRANSACTION.contains(second)
                || (("SESSION".equals(second) || "LOCAL".equals(second)) && "AUTOCOMMIT".equals(words.next()));
    }

    /** {@code CREATE [OR REPLACE] TEMPORARY TABLE} and {@code DROP TEMPORARY TABLE}: others never see those. */
    static boolean isOfTemporaryTable(String definition) {
        SqlWords words = new SqlWords(definition);
        @Nullable String first = words.next();
        @Nullable String second = words.next();
        if ("OR".equals(second)) {
            words.next();
            second = words.next();
        }
        return ("CREATE".equals(first) || "DROP".equals(first)) && "TEMPORARY".equals(second);
    }

    private static boolean isBackToSavepoint(SqlWords words) {
        @Nullable String second = words.next();
        return "TO".equals(second)
                || (("WORK".equals(second) || "TRANSACTION".equals(second)) && "TO".equals(words.next()));
    }

    private static boolean begins(@Nullable String second) {
        return second == null || BEGINNING.contains(second);
    }

    /** A data-changing WITH, SELECT INTO, EXPLAIN ANALYZE, or a second statement; FOR UPDATE only locks. */
    private static boolean writesLater(SqlWords words) {
        String before = "";
        for (String word = words.next(); word != null; word = words.next()) {
            boolean locks = "UPDATE".equals(word) && ("FOR".equals(before) || "KEY".equals(before));
            if (WRITING.contains(word) && !locks) {
                return true;
            }
            before = word;
        }
        return false;
    }
}
