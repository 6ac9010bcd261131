package io.txgroup.jdbc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Walks through a statement's words, in capitals, past comments, literals and quoted names. */
final class SqlWords {
    private final String sql;
    private int position;

    SqlWords(String sql) {
        this.sql = sql;
    }

    /** The next word; null at the end. */
    @Nullable
    String next() {
        while (position < sql.length()) {
            char character = sql.charAt(position);
            if (Character.isLetter(character) || character == '_') {
                return word();
            }
            if (character == '\'' || character == '"' || character == '`') {
                skipTo(character, position + 1);
            } else if (sql.startsWith("--", position)) {
                skipTo('\n', position + 2);
            } else if (sql.startsWith("/*", position)) {
                int end = sql.indexOf("*/", position + 2);
                position = end < 0 ? sql.length() : end + 2;
            } else if (character == '$') {
                skipDollarQuoted();
            } else if (Character.isDigit(character)) {
                word();
            } else {
                position++;
            }
        }
        return null;
    }

    private String word() {
        int start = position;
        while (position < sql.length() && isInWord(sql.charAt(position))) {
            position++;
        }
        return sql.substring(start, position).toUpperCase(Locale.ROOT);
    }

    private static boolean isInWord(char character) {
        return Character.isLetterOrDigit(character) || character == '_' || character == '$';
    }

    private void skipTo(char end, int from) {
        int found = sql.indexOf(end, from);
        position = found < 0 ? sql.length() : found + 1;
    }

    /** {@code $tag$ anything $tag$}, or a parameter such as {@code $1}. */
    private void skipDollarQuoted() {
        int tagEnd = position + 1;
        while (tagEnd < sql.length() && isInTag(sql.charAt(tagEnd))) {
            tagEnd++;
        }
        if (tagEnd == sql.length() || sql.charAt(tagEnd) != '$') {
            position = tagEnd;
            return;
        }
        String tag = sql.substring(position, tagEnd + 1);
        int end = sql.indexOf(tag, tagEnd + 1);
        position = end < 0 ? sql.length() : end + tag.length();
    }

    private static boolean isInTag(char character) {
        return Character.isLetterOrDigit(character) || character == '_';
    }
}
