package io.txgroup.redis.core;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one's own to the masters that have the application's data: all that is wanted of a driver. One thread at a time
 * uses them. Each question fails with an {@link IOException} if it was not answered: what was to be written may be or not, or
 * is later.
 */
public interface RedisNodes extends AutoCloseable {
    /**
     * The connection to the master that has that slot now; equal for the same one.
     *
     * @param slot whichever, where there is no Cluster
     */
    Node of(int slot) throws IOException;

    @Override
    void close();

    /** A connection to one master. A driver may connect it again by itself, and then say again what was unanswered. */
    interface Node {
        /** The master's name; the same as long as it is the same one. */
        String name();

        /** Whether it is connected, as far as is known; asks nobody. */
        boolean isOpen();

        /** Gives the connection a name in the server, of letters, digits and hyphens, which it has not any more once it is connected again. */
        void rename(String name) throws IOException;

        /** How the server is configured ({@code CONFIG GET}). */
        Map<String, String> configured(String setting) throws IOException;

        /** Runs a script; what it answers. */
        List<?> run(ScriptCall call) throws IOException;

        /**
         * Runs a script, waits for replicas, and looks, all in one sequence in which nobody else says anything.
         *
         * @param replicas how many to wait for ({@code WAIT}); if none, then without it
         * @param patience how long to wait for them
         */
        Exchange exchange(ScriptCall call, int replicas, Duration patience) throws IOException;

        /** What the server says of itself. */
        String info(String section) throws IOException;

        /**
         * The members of a sorted set whose scores are all alike, in their order.
         *
         * @param from the first that is wanted, or where it would be
         * @param to the first that is not wanted, or where it would be; null for none
         * @param most how many at most
         */
        List<byte[]> members(byte[] key, byte[] from, byte @Nullable [] to, int most) throws IOException;

        /** Removes a key. */
        void delete(byte[] key) throws IOException;

        /** Removes a member from a sorted set. */
        void remove(byte[] key, byte[] member) throws IOException;
    }

    /**
     * A script with what it is given. Nobody changes the arrays.
     *
     * @param keys of one slot
     */
    record ScriptCall(RedisScript script, List<byte[]> keys, List<byte[]> args) {
        public ScriptCall {
            keys = List.copyOf(keys);
            args = List.copyOf(args);
        }
    }

    /**
     * What was answered to one sequence.
     *
     * @param words the script's answer
     * @param replicas how many have what the connection has written
     * @param replication what the server says of its replicas ({@code INFO replication})
     * @param name the connection's name at the end; empty if it has none
     */
    record Exchange(List<?> words, long replicas, String replication, String name) {}
}
