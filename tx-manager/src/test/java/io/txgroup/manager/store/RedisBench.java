package io.txgroup.manager.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.StoreBench;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import io.txgroup.verification.servers.CutLink;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Two managers' stores on a real master and a real replica, with links that can be cut between all of them. */
class RedisBench implements StoreBench {
    private static final RedisClient CLIENT = RedisClient.create();

    static final StoreSettings SETTINGS = new StoreSettings(
            "test", 4, GateLevel.AUTO, OptionalInt.empty(), Duration.ofSeconds(2), Duration.ofMillis(500));

    private final StoreSettings settings;
    private final RedisServer master;
    private final CutLink replication;
    private final RedisServer replica;
    private final CutLink way;
    private final Manager one;
    private final Manager other;
    private boolean paused;

    /** A manager's store and the connections under it. */
    record Manager(StandaloneRedisConnections connections, RedisGroupStore store) implements AutoCloseable {
        static Manager on(int port, StoreSettings settings) {
            StandaloneRedisConnections connections = new StandaloneRedisConnections(
                    CLIENT, RedisURI.create("127.0.0.1", port), settings.commandTimeout(), System::nanoTime);
            return new Manager(
                    connections,
                    new RedisGroupStore(
                            connections, settings, () -> UUID.randomUUID().toString(), System::nanoTime));
        }

        @Override
        public void close() {
            store.close();
            connections.close();
        }
    }

    RedisBench(RedisBinary binary) {
        this(binary, SETTINGS);
    }

    RedisBench(RedisBinary binary, StoreSettings settings) {
        this.settings = settings;
        master = RedisServer.start(binary);
        replication = CutLink.to(master.port());
        replica = RedisServer.startReplica(binary, replication.port());
        way = CutLink.to(master.port());
        await().untilAsserted(
                        () -> assertThat(master.command("INFO", "replication")).contains("state=online"));
        one = Manager.on(way.port(), settings);
        other = Manager.on(way.port(), settings);
    }

    RedisServer master() {
        return master;
    }

    RedisServer replica() {
        return replica;
    }

    CutLink way() {
        return way;
    }

    @Override
    public GroupStore store() {
        return one.store();
    }

    @Override
    public GroupStore otherStore() {
        return other.store();
    }

    @Override
    public void note(ProcessId process, Duration fadesAfter) {
        new RedisPresence(one.connections(), settings, "one", fadesAfter)
                .note(List.of(process))
                .toCompletableFuture()
                .join();
    }

    @Override
    public void pass(Duration time) {
        await().pollDelay(time).until(() -> true);
    }

    @Override
    public void flush() {
        master.command("FLUSHALL");
    }

    @Override
    public void forget(GroupId id) {
        master.command("DEL", new StoreKeys(settings.keyPrefix()).group(id));
    }

    @Override
    public void stopReplica() {
        replica.pause();
        paused = true;
    }

    @Override
    public void resumeReplica() {
        replica.resume();
        paused = false;
    }

    @Override
    public void cutLink() {
        replication.cut();
    }

    @Override
    public void stallLink() {
        replication.stall();
    }

    @Override
    public void healLink() {
        replication.heal();
    }

    @Override
    public void failover() {
        master.kill();
        if (paused) {
            resumeReplica();
        }
        replica.promote();
        way.retarget(replica.port());
        awaitAnswer(store());
        awaitAnswer(otherStore());
    }

    static void awaitAnswer(GroupStore store) {
        await().ignoreExceptions()
                .until(() -> store.clock(0).toCompletableFuture().get(5, TimeUnit.SECONDS) != null);
    }

    @Override
    public void close() {
        one.close();
        other.close();
        way.close();
        replication.close();
        replica.close();
        master.close();
    }
}
