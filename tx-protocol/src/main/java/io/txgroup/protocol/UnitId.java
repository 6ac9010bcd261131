package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

/**
 * The name of a unit: one process's part of one group. The token is made with the unit, so that a second unit of the
 * same process and group is never taken for a repetition of the first.
 *
 * @param process where the unit lives
 * @param token random, made when the unit was made
 */
public record UnitId(ProcessId process, String token) {
    public UnitId {
        requireNonNull(process, "process is null");
        requireNonNull(token, "token is null");
        if (token.isEmpty() || token.length() > 64) {
            throw new IllegalArgumentException("A unit's token has 1 to 64 characters, not " + token.length());
        }
    }

    /** The service that the unit's process belongs to. */
    public String service() {
        return process.service();
    }

    @Override
    public String toString() {
        return process + "#" + token;
    }
}
