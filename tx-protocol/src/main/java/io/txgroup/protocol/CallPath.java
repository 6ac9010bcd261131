package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a call sits in the group's tree: {@code 0} is the starter's method, {@code 0.1} its first outbound attempt,
 * {@code 0.1.2} the second attempt of the method called there. Every attempt has its own.
 *
 * @param value the path's text
 */
public record CallPath(String value) implements Comparable<CallPath> {
    private static final Pattern FORM = Pattern.compile("0(\\.[1-9][0-9]{0,6}){0,32}");

    /** The starter's method. */
    public static final CallPath ROOT = new CallPath("0");

    public CallPath {
        requireNonNull(value, "value is null");
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + abbreviated(value) + "' is not a call path such as 0.1.2");
        }
    }

    /** The path of the n-th outbound attempt made here, counted from 1. */
    public CallPath attempt(int n) {
        return new CallPath(value + "." + n);
    }

    /** The path of the call that made this one; empty for the starter's method. */
    public Optional<CallPath> caller() {
        int last = value.lastIndexOf('.');
        return last < 0 ? Optional.empty() : Optional.of(new CallPath(value.substring(0, last)));
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    @Override
    public int compareTo(CallPath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
