package io.txgroup.redis;

import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** One server, of each version that there is. */
class StandaloneIT {
    @Nested
    class Embedded extends TemplateContract {
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
        TestRedis connect(UnaryOperator<HeldRedisSettings> change) {
            return TestRedis.on(server, change);
        }
    }

    @Nested
    class Installed extends TemplateContract {
        private static RedisServer server;

        @BeforeAll
        static void start() {
            server = RedisServer.start(RedisBinary.INSTALLED);
        }

        @AfterAll
        static void stop() {
            server.close();
        }

        @Override
        TestRedis connect(UnaryOperator<HeldRedisSettings> change) {
            return TestRedis.on(server, change);
        }
    }
}
