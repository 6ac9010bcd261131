package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.redis.core.DirectQueue;
import io.txgroup.redis.core.WireCommand;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queues that are applied without having been stored: beside something that can only hold, and by a redo. */
class DirectIT {
    private static final List<CallPath> ROOT = List.of(CallPath.ROOT);
    private static final byte[] LIST = "list".getBytes(StandardCharsets.UTF_8);
    private static final String NOTHING_THERE = "";

    private RedisServer server;
    private TestRedis redis;
    private final FakeUnit unit = new FakeUnit();

    @BeforeEach
    void start() {
        server = RedisServer.start(RedisBinary.EMBEDDED);
        redis = TestRedis.on(server, settings -> settings);
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    private DirectQueue reading(String... commands) {
        DirectQueue queue = new DirectQueue().read(LIST, NOTHING_THERE);
        for (String words : commands) {
            WireCommand command = CommandTableTests.command(words);
            queue.add(
                    command,
                    redis.held().table().keys(command),
                    redis.held().table().type(command));
        }
        return queue;
    }

    private void direct(DirectQueue queue, String before) throws Exception {
        queue.apply(
                redis.held().queues(),
                unit.groupId(),
                unit.call(CallPath.ROOT).unit().token(),
                before);
    }

    private List<String> list() {
        return redis.outside().opsForList().range("list", 0, -1);
    }

    @Test
    void whatIsDecidedIsAppliedAlthoughAKeyThatWasReadHasChanged() throws Exception {
        DirectQueue queue = reading("RPUSH list ours");
        redis.outside().opsForList().rightPush("list", "theirs");

        direct(queue, "");
        direct(queue, "");

        assertThat(list()).containsExactly("theirs", "ours");
    }

    @Test
    void aRedoThatHasReadWhatHasChangedDoesNothing() throws Exception {
        redis.held().resourceRecovery().prove(unit.groupId(), ROOT, 1);
        DirectQueue queue = reading("RPUSH list ours");
        redis.outside().opsForList().rightPush("list", "theirs");

        assertThatThrownBy(() -> direct(queue, "T"))
                .hasMessageContaining("list was changed")
                .hasMessageContaining("tx.redis.watch");

        assertThat(list()).containsExactly("theirs");
        assertThat(redis.held().resourceRecovery().prove(unit.groupId(), ROOT, 1))
                .isEqualTo(Proof.LOST);
    }

    @Test
    void aRedoThatChangesWhatItHasReadMayBeToldTwice() throws Exception {
        redis.held().resourceRecovery().prove(unit.groupId(), ROOT, 1);
        DirectQueue queue = reading("RPUSH list ours");

        direct(queue, "T");
        direct(queue, "T");

        assertThat(list()).containsExactly("ours");
    }

    @Test
    void whatMeetsAnotherTypeIsNotAppliedInPart() throws Exception {
        DirectQueue queue = reading("SET text other", "RPUSH list ours");
        redis.outside().opsForValue().set("list", "a text");

        assertThatThrownBy(() -> direct(queue, "")).hasMessageContaining("list is a string");

        assertThat(redis.outside().hasKey("text")).isFalse();
        assertThat(redis.held().resourceRecovery().prove(unit.groupId(), ROOT, 1))
                .isEqualTo(Proof.LOST);
    }
}
