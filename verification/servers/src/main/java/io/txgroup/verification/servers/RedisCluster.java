package io.txgroup.verification.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A Redis Cluster of a few masters on 127.0.0.1, each a process of its own, which end with it. */
public final class RedisCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final int TRIES = 30;
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);

    private final List<RedisServer> masters = new ArrayList<>();

    private RedisCluster() {}

    /** Starts so many masters that have all slots between them, with further options, each word by itself. */
    public static RedisCluster start(RedisBinary binary, int count, String... options) {
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < count; i++) {
                cluster.masters.add(startMaster(binary, options));
            }
            cluster.join();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The port of the bus is 10,000 higher, and some free ports are too high for that. */
    private static RedisServer startMaster(RedisBinary binary, String... options) {
        List<String> all = new ArrayList<>(List.of("--cluster-enabled", "yes"));
        all.addAll(List.of(options));
        for (int tried = 1; ; tried++) {
            try {
                return RedisServer.start(binary, all.toArray(String[]::new));
            } catch (IllegalStateException e) {
                if (tried == TRIES || !String.valueOf(e.getMessage()).contains("port")) {
                    throw e;
                }
            }
        }
    }

    private void join() {
        int count = masters.size();
        for (int i = 0; i < count; i++) {
            List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(i * SLOTS / count, (i + 1) * SLOTS / count)
                    .forEach(slot -> words.add(Integer.toString(slot)));
            masters.get(i).command(words.toArray(String[]::new));
            masters.get(i)
                    .command(
                            "CLUSTER",
                            "MEET",
                            "127.0.0.1",
                            Integer.toString(masters.get(0).port()));
        }
        long until = System.nanoTime() + READY_WITHIN.toNanos();
        while (!masters.stream().allMatch(RedisCluster::isReady)) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("The Redis Cluster is not ready after " + READY_WITHIN.toSeconds()
                        + " s: " + masters.get(0).command("CLUSTER", "INFO"));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static boolean isReady(RedisServer master) {
        String info = master.command("CLUSTER", "INFO");
        return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS);
    }

    /** Its masters; the first has the lowest slots. */
    public List<RedisServer> masters() {
        return List.copyOf(masters);
    }

    @Override
    public void close() {
        masters.forEach(RedisServer::close);
    }
}
