package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

/**
 * The life of one shard of the store: it changes whenever the shard may have forgotten something (another server,
 * a restart, a flush). What is absent in one epoch was perhaps there in another.
 *
 * @param token random, never empty
 */
public record Epoch(String token) {
    public Epoch {
        requireNonNull(token, "token is null");
        if (token.isEmpty() || token.length() > 64) {
            throw new IllegalArgumentException("An epoch has 1 to 64 characters, not " + token.length());
        }
    }

    @Override
    public String toString() {
        return token;
    }
}
