package io.txgroup.manager;

import io.txgroup.manager.net.RawPeer;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitId;
import io.txgroup.protocol.net.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A process of a service at the end of one real connection to one manager; its unit of a group has the token of its name. */
final class Peer implements AutoCloseable {
    static final String SECRET = "a secret only for this test";

    private final ProcessId process;
    private RawPeer connection;

    Peer(String service, String name, int port) throws Exception {
        this.process = new ProcessId(service, name, "process-of-" + name);
        this.connection = connected(port);
    }

    private RawPeer connected(int port) throws Exception {
        RawPeer raw = new RawPeer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        raw.introduce(process, Secret.of(SECRET));
        return raw;
    }

    /** Leaves its manager for another one. */
    void goTo(int port) throws Exception {
        connection.close();
        connection = connected(port);
    }

    UnitId unit() {
        return new UnitId(process, "unit-of-" + process.instance());
    }

    void say(Message.ToManager message) throws IOException {
        connection.say(message);
    }

    /** Waits for the next message of that kind; others are ignored. */
    <T extends Message.ToClient> T hear(Class<T> kind) throws Exception {
        while (true) {
            Message.ToClient message = connection.hearMessage();
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    boolean hearsTheEnd() throws IOException {
        return connection.hearsTheEnd();
    }

    /** The clock of the group's shard, as the manager tells it. */
    ShardClock clock(GroupId group) throws Exception {
        while (true) {
            say(new Message.Heartbeat());
            List<ShardClock> clocks = hear(Message.HeartbeatAnswer.class).clocks();
            if (!clocks.isEmpty()) {
                return clocks.get(group.shard());
            }
        }
    }

    /** Opens a group of which it is the starter; the epoch that it began in. */
    Epoch create(GroupId group) throws Exception {
        ShardClock clock = clock(group);
        say(new Message.Create(group, unit(), clock.epoch(), clock.time() + 10_000, 60_000, "Test.place"));
        hear(Message.CreateAnswer.class);
        return clock.epoch();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
