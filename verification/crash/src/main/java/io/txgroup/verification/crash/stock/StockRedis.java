package io.txgroup.verification.crash.stock;

import io.txgroup.verification.servers.CutLink;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The application's Redis: a master that is reached through one address, and a replica that may be kept from what is written and
 * may take over. One thread strikes it; asking it is thread-safe.
 */
final class StockRedis implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String[] KEEPS_ALL = {"--appendonly", "yes"};

    private final CutLink address;
    private final CutLink toReplica;
    private volatile RedisServer master;
    private RedisServer replica;

    StockRedis() throws IOException, InterruptedException {
        master = RedisServer.start(RedisBinary.EMBEDDED, KEEPS_ALL);
        address = CutLink.to(master.port());
        toReplica = CutLink.to(master.port());
        replica = RedisServer.startReplica(RedisBinary.EMBEDDED, toReplica.port(), KEEPS_ALL);
        awaitReplica();
    }

    /** Where the services find it, whichever server it is. */
    int port() {
        return address.port();
    }

    /** Runs one command on the master. */
    String command(String... words) {
        return master.command(words);
    }

    /** Queues that are stored and that nobody has ended. */
    int stored() {
        return Integer.parseInt(command("EVAL", "return tostring(#redis.call('KEYS', 'txr:*part:*'))", "0"));
    }

    /** Keeps from the replica what is written from now on, while both believe that they are connected. */
    void stallReplica() {
        toReplica.stall();
    }

    /**
     * The master is lost with whatever the replica has not, the replica takes over as it is, and an empty server becomes its
     * replica.
     *
     * @return how many queues the replica had, of which nobody had heard how they end
     */
    int failOver() throws IOException, InterruptedException {
        RedisServer lost = master;
        lost.kill();
        toReplica.cut();
        replica.promote();
        master = replica;
        int carriedOver = stored();
        address.retarget(master.port());
        toReplica.retarget(master.port());
        toReplica.heal();
        replica = RedisServer.startReplica(RedisBinary.EMBEDDED, toReplica.port(), KEEPS_ALL);
        lost.close();
        awaitReplica();
        return carriedOver;
    }

    private void awaitReplica() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!command("INFO", "replication").contains("state=online")) {
            if (System.nanoTime() > end) {
                throw new IOException("The replica is not there after " + PATIENCE.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() {
        replica.close();
        master.close();
        toReplica.close();
        address.close();
    }
}
