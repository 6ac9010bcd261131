package io.txgroup.redis;

import static org.awaitility.Awaitility.await;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.HeldResourceContract;
import io.txgroup.protocol.CallPath;
import io.txgroup.redis.core.HeldQueue;
import io.txgroup.verification.servers.CutLink;
import io.txgroup.verification.servers.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.springframework.data.redis.core.StringRedisTemplate;

/** What every unit relies on, of a queue in a real Redis behind a link that can be cut. */
abstract class HeldQueueContract extends HeldResourceContract {
    private CutLink link;
    private TestRedis redis;

    /** The server; the subclass's own. */
    abstract RedisServer server();

    @AfterEach
    void close() {
        if (redis != null) {
            redis.close();
            link.close();
        }
        server().command("FLUSHALL");
    }

    @Override
    protected Subject take() throws Exception {
        link = CutLink.to(server().port());
        redis = TestRedis.onPort(link.port(), settings -> settings);
        FakeUnit unit = redis.newUnit();
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        HeldQueue queue = call.run(() -> redis.held().unit(call).part(call, 1));
        return new OfRedis(call, queue);
    }

    private final class OfRedis implements Subject {
        private final FakeUnit.Call call;
        private final HeldQueue queue;
        private final StringRedisTemplate template = redis.template();
        private boolean isPrepared;

        private OfRedis(FakeUnit.Call call, HeldQueue queue) {
            this.call = call;
            this.queue = queue;
        }

        @Override
        public HeldResource resource() {
            return queue;
        }

        @Override
        public void write() throws Exception {
            call.run(() -> {
                template.opsForValue().set("written", "yes");
                return null;
            });
        }

        @Override
        public void workForever() throws Exception {
            while (!Thread.currentThread().isInterrupted()) {
                call.run(() -> template.opsForValue().get("written"));
            }
            throw new InterruptedException("it was stopped between two reads");
        }

        @Override
        public boolean isVisible() {
            return server().command("EXISTS", "written").equals("1");
        }

        /** Of a queue that was stored, the connection breaks and comes back; of another one, Redis is gone. */
        @Override
        public void loseSession() {
            isPrepared = server().command(
                            "ZCARD", new String(redis.held().keys().prepared(), StandardCharsets.US_ASCII))
                    .equals("1");
            link.cut();
            if (isPrepared) {
                link.heal();
            } else {
                await().until(() -> {
                    try {
                        redis.held().requireConnected();
                        return false;
                    } catch (IOException e) {
                        return true;
                    }
                });
            }
        }

        @Override
        public boolean isGivenBack() {
            return redis.held().figures().held() == 0;
        }
    }
}
