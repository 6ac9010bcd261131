package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The life of one shard of the store: it changes whenever the shard may have forgotten something (another server,
 * a restart, a flush). What is absent in one epoch was perhaps there in another.
 *
 * @param token random, never empty
 */
public record Epoch(String token) {
    private static final int MARK_BYTES = 8;

    public Epoch {
        requireNonNull(token, "token is null");
        if (token.isEmpty() || token.length() > 64) {
            throw new IllegalArgumentException("An epoch has 1 to 64 characters, not " + token.length());
        }
    }

    /**
     * A short mark of this epoch, for names that have no room for its token, for instance those of prepared branches: two
     * epochs have different marks, and what a process marks in one version of TxGroup is recognised in every other.
     *
     * @return the first 16 lowercase hexadecimal digits of the SHA-256 of the token in UTF-8
     */
    public String mark() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, MARK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256, this one does not", e);
        }
    }

    @Override
    public String toString() {
        return token;
    }
}
