package io.txgroup.redis;

import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class HeldQueueIT extends HeldQueueContract {
    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.start(RedisBinary.EMBEDDED);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    RedisServer server() {
        return server;
    }
}
