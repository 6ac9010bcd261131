package io.txgroup.redis.core;

import static java.util.Objects.requireNonNull;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * What units of one service hold and store in one Redis: a {@link HeldQueue} for each unit, or in a Redis Cluster for each of its
 * slots, and the {@link #recovery} of what processes have left stored. Thread-safe.
 */
public final class Queues implements AutoCloseable {
    private final String name;
    private final KeyNames keys;
    private final QueueSettings settings;
    private final Surroundings around;
    private final RedisSessions sessions;
    private final Parts parts;
    private final Tally tally = new Tally();

    /**
     * For one Redis; nothing is asked of it yet.
     *
     * @param name a name for people and for acknowledgements, the same in every instance of the service
     * @param keys what is stored under which key
     * @param open connects; called when a connection is wanted, and fails with a {@link RuntimeException} if there is none
     */
    public Queues(String name, KeyNames keys, Supplier<RedisNodes> open, QueueSettings settings, Surroundings around) {
        this.name = requireNonNull(name, "name is null");
        this.keys = requireNonNull(keys, "keys is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.around = requireNonNull(around, "around is null");
        this.sessions = new RedisSessions(requireNonNull(open, "open is null"), settings, around);
        this.parts = new Parts(sessions, keys);
    }

    /** A name for people and for acknowledgements. */
    public String name() {
        return name;
    }

    /** What the client needs to find out and finish what a process of this service has left behind; asks nothing yet. */
    public ResourceRecovery recovery() {
        return new RedisRecovery(this);
    }

    /** How it stands now; asks nobody. */
    public RedisFigures figures() {
        return tally.figures();
    }

    /** A command was refused in a group. */
    public void refused() {
        tally.refused();
    }

    /**
     * What the server says of itself.
     *
     * @param section of {@code INFO}
     * @throws IOException if it can't be asked now
     */
    public String info(String section) throws IOException {
        return parts.info(section);
    }

    /**
     * Notes in Redis how many replicas there are: who comes later misses those that are away then. In a Cluster the servers of the
     * other slots note theirs when the first queue is stored there.
     *
     * @throws IOException if Redis can't be asked now
     */
    public void note() throws IOException {
        parts.note();
    }

    @Override
    public void close() {
        sessions.close();
    }

    @Override
    public String toString() {
        return name;
    }

    KeyNames keys() {
        return keys;
    }

    QueueSettings settings() {
        return settings;
    }

    Surroundings around() {
        return around;
    }

    Parts parts() {
        return parts;
    }

    PartName partName(GroupId groupId, int ordinal, String token, Epoch epoch) {
        return new PartName(keys.owner(), groupId, ordinal, token, epoch);
    }

    Tally tally() {
        return tally;
    }
}
