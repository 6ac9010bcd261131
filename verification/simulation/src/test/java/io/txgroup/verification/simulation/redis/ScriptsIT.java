package io.txgroup.verification.simulation.redis;

import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** In a real Redis. */
class ScriptsIT extends ScriptsContract {
    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.start(RedisBinary.EMBEDDED);
    }

    @BeforeEach
    void empty() {
        server.command("FLUSHALL");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    String eval(String script, List<String> keys, List<String> args) {
        return server.command(Stream.of(List.of("EVAL", script, Integer.toString(keys.size())), keys, args)
                .flatMap(List::stream)
                .toArray(String[]::new));
    }
}
