package io.txgroup.verification.benchmarks;

import io.txgroup.verification.benchmarks.shop.StorageWithRedis;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The storage's own Redis, read directly: no service is asked. */
record StockRedis(RedisServer server) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static StockRedis start(String fsync) {
        return new StockRedis(RedisServer.start(RedisBinary.EMBEDDED, "--appendonly", "yes", "--appendfsync", fsync));
    }

    /** What is wrong after a round; waits for what may still be on its way, then removes all. */
    List<String> check(Round round) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> findings = findings(round);
        while (!findings.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
            findings = findings(round);
        }
        clear();
        return findings;
    }

    private List<String> findings(Round round) {
        String all = server.command(
                "EVAL", "return table.concat(redis.call('HKEYS', KEYS[1]), ',')", "1", StorageWithRedis.MOVEMENTS);
        Set<Long> written = Stream.of(all.split(","))
                .filter(number -> !number.isEmpty())
                .map(Long::valueOf)
                .collect(Collectors.toSet());
        List<String> findings = new ArrayList<>();
        Round.differ("answered with success, but not in Redis", round.placed(), written, findings);
        Round.differ("in Redis, but not answered with success", written, round.placed(), findings);
        return findings;
    }

    /** Removes all movements; what TxGroup keeps there stays. */
    void clear() {
        server.command("DEL", StorageWithRedis.MOVEMENTS);
    }

    @Override
    public void close() {
        server.close();
    }
}
