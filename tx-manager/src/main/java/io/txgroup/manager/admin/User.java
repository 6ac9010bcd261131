package io.txgroup.manager.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Somebody who may log in.
 *
 * @param name 2 to 40 lowercase letters, digits and . _ -
 * @param role the name of a {@link Role}; one that this version does not know grants nothing
 * @param password the password's hash
 * @param version another number with every change, never one that was there before
 * @param changedBy who changed it last
 * @param changedAt when
 */
record User(String name, String role, String password, long version, String changedBy, Instant changedAt) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,39}");
    private static final int MARK_LENGTH = 16;

    static User named(String name, Role role, String passwordHash, String by, Instant now) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "A user's name has 2 to 40 lowercase letters, digits and . _ - and begins with one of the first two");
        }
        return new User(name, role.name(), passwordHash, now.toEpochMilli(), by, now);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    User withRole(Role next, String by, Instant now) {
        return new User(name, next.name(), password, next(now), by, now);
    }

    User withPassword(String hash, String by, Instant now) {
        return new User(name, role, hash, next(now), by, now);
    }

    private long next(Instant now) {
        return Math.max(version + 1, now.toEpochMilli());
    }

    boolean isOperator() {
        return role.equals(Role.OPERATOR.name());
    }

    /** What a session remembers of the password: with a new one it is over. */
    String mark() {
        return AdminRedis.sha256(password.getBytes(UTF_8)).substring(0, MARK_LENGTH);
    }

    @Override
    public String toString() {
        return name + " (" + role + ")";
    }
}
