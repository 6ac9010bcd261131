package io.txgroup.manager.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Hashes passwords, and makes random ones. Hashing is slow on purpose, so that at most two are hashed at once here: a flood
 * of logins takes no more of the machine from the groups. Thread-safe.
 */
final class Passwords implements PasswordEncoder {
    static final int SHORTEST = 12;
    static final int LONGEST_BYTES = 72;

    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int RANDOM_LENGTH = 20;
    private static final int AT_ONCE = 2;
    private static final int WAIT_SECONDS = 3;

    private final SecureRandom random = new SecureRandom();
    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    private final Semaphore hashing = new Semaphore(AT_ONCE);

    /** Refuses what is too short to be safe, or longer than what bcrypt looks at. */
    static void check(String password, String what) {
        int bytes = password.getBytes(UTF_8).length;
        if (password.codePointCount(0, password.length()) < SHORTEST || bytes > LONGEST_BYTES) {
            throw new IllegalArgumentException(what + " has " + password.codePointCount(0, password.length())
                    + " characters (" + bytes + " bytes); it needs at least " + SHORTEST + " characters and at most "
                    + LONGEST_BYTES + " bytes");
        }
    }

    /** A password of 20 letters and digits, none of which looks like another: 115 bits. */
    String next() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    /** 256 random bits. */
    byte[] token() {
        byte[] token = new byte[32];
        random.nextBytes(token);
        return token;
    }

    @Override
    public String encode(@Nullable CharSequence password) {
        return inTurn(() -> String.valueOf(encoder.encode(password)));
    }

    @Override
    public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
        return inTurn(() -> encoder.matches(password, hash));
    }

    private <T> T inTurn(Supplier<T> hash) {
        try {
            if (!hashing.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AdminUnavailableException(
                        "This manager checks too many passwords at once; try again in some seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminUnavailableException("This manager is being stopped", e);
        }
        try {
            return hash.get();
        } finally {
            hashing.release();
        }
    }
}
