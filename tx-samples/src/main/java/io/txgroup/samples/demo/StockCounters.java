package io.txgroup.samples.demo;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.HashMap;
import java.util.Map;

/** The counters that storage has in Redis, read directly: no service is asked. */
final class StockCounters {
    /** Beside the managers' own, so that nobody takes one for the other. */
    static final int DATABASE = 1;

    private static final String STORED_QUEUES = "txr:*:part:*";

    private final RedisURI uri;

    StockCounters(BackendPorts ports, Secrets secrets) {
        this.uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(ports.redis())
                .withDatabase(DATABASE)
                .withPassword(secrets.redis().toCharArray())
                .build();
    }

    private interface Question<T> {
        T ask(StatefulRedisConnection<String, String> connection);
    }

    /** By item. */
    Map<String, Long> read() {
        return with(connection -> {
            Map<String, Long> counters = new HashMap<>();
            connection.sync().hgetall("stock").forEach((item, left) -> counters.put(item, Long.valueOf(left)));
            return counters;
        });
    }

    /** How many queues of groups are stored, neither applied nor removed. */
    long unfinished() {
        return with(connection -> {
            ScanArgs all = ScanArgs.Builder.matches(STORED_QUEUES).limit(1_000);
            long found = 0;
            KeyScanCursor<String> cursor = connection.sync().scan(all);
            found += cursor.getKeys().size();
            while (!cursor.isFinished()) {
                cursor = connection.sync().scan(cursor, all);
                found += cursor.getKeys().size();
            }
            return found;
        });
    }

    private <T> T with(Question<T> question) {
        RedisClient client = RedisClient.create(uri);
        try (client;
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.ask(connection);
        }
    }
}
