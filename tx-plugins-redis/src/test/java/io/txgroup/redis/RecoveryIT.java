package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Outcome;
import io.txgroup.redis.core.DirectQueue;
import io.txgroup.redis.core.WireCommand;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What another process of the service finds out and finishes. */
class RecoveryIT {
    private static final List<CallPath> ROOT = List.of(CallPath.ROOT);
    private static RedisServer server;

    private TestRedis first;
    private TestRedis second;
    private ResourceRecovery recovery;

    @BeforeAll
    static void start() {
        server = RedisServer.start(RedisBinary.EMBEDDED);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() {
        server.command("FLUSHALL");
        first = TestRedis.on(server, settings -> settings);
        second = TestRedis.on(server, settings -> settings);
        recovery = second.held().resourceRecovery();
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private FakeUnit joined(String key) throws Exception {
        FakeUnit unit = first.newUnit();
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> first.template().opsForList().rightPush(key, "once"));
        call.join();
        return unit;
    }

    private FakeUnit prepared(String key) throws Exception {
        FakeUnit unit = joined(key);
        resource(unit).prepare();
        return unit;
    }

    private static HeldResource resource(FakeUnit unit) {
        return unit.resources().get(0);
    }

    private PreparedBranch found() throws Exception {
        assertThat(recovery.prepared()).hasSize(1);
        return recovery.prepared().get(0);
    }

    private List<String> list(String key) {
        return second.outside().opsForList().range(key, 0, -1);
    }

    @Test
    void anotherProcessAppliesAStoredQueueOnce() throws Exception {
        FakeUnit unit = prepared("list");
        PreparedBranch branch = found();
        assertThat(branch.groupId()).isEqualTo(unit.groupId());
        assertThat(branch.epochMark()).isEqualTo(new Epoch("an epoch").mark());
        assertThat(branch.ordinal()).isEqualTo(1);

        recovery.end(branch, Outcome.COMMIT, () -> true);
        recovery.end(branch, Outcome.COMMIT, () -> true);
        resource(unit).commit();

        assertThat(list("list")).containsExactly("once");
        assertThat(recovery.prepared()).isEmpty();
        assertThat(recovery.prove(unit.groupId(), ROOT, 1)).isEqualTo(Proof.COMMITTED);
        assertThatThrownBy(() -> recovery.end(branch, Outcome.ROLLBACK, () -> true))
                .hasMessageContaining("is applied");
    }

    @Test
    void leavesAQueueWhoseOutcomeIsOutOfDate() throws Exception {
        prepared("list");
        PreparedBranch branch = found();

        assertThatThrownBy(() -> recovery.end(branch, Outcome.COMMIT, () -> false))
                .isInstanceOf(IOException.class);
        assertThat(list("list")).isEmpty();
        assertThat(recovery.prepared()).containsExactly(branch);
    }

    @Test
    void aPrepareThatComesAfterItsRollbackIsRefused() throws Exception {
        FakeUnit unit = prepared("list");
        recovery.end(found(), Outcome.ROLLBACK, () -> true);

        assertThatThrownBy(() -> resource(unit).prepare()).hasMessageContaining("too late");
        assertThatThrownBy(() -> resource(unit).commit()).isInstanceOf(ResourceLostException.class);
        assertThat(list("list")).isEmpty();
        assertThat(recovery.prepared()).isEmpty();
    }

    @Test
    void aProofForbidsACommitThatWasNotStored() throws Exception {
        FakeUnit unit = joined("list");
        assertThat(recovery.prove(unit.groupId(), ROOT, 1)).isEqualTo(Proof.LOST);

        assertThatThrownBy(() -> resource(unit).commit())
                .isInstanceOf(ResourceLostException.class)
                .hasMessageContaining("forbidden");
        assertThat(list("list")).isEmpty();
    }

    @Test
    void whatIsStoredIsInFlightForAProof() throws Exception {
        FakeUnit unit = prepared("list");
        assertThat(recovery.prove(unit.groupId(), ROOT, 1)).isEqualTo(Proof.IN_FLIGHT);
        resource(unit).commit();
        assertThat(list("list")).containsExactly("once");
    }

    @Test
    void worksInTheDatabaseThatTheFactoryHas() throws Exception {
        try (TestRedis third = TestRedis.onDatabase(3, server)) {
            FakeUnit unit = third.newUnit();
            FakeUnit.Call call = unit.call(CallPath.ROOT);
            call.run(() -> third.template().opsForList().rightPush("list", "there"));
            call.join();
            unit.commit();
            assertThat(third.outside().opsForList().range("list", 0, -1)).containsExactly("there");
        }
        assertThat(server.command("DBSIZE")).isEqualTo("0");
    }

    private static String token(FakeUnit unit) {
        return unit.call(CallPath.ROOT).unit().token();
    }

    @Test
    void twoRedosOfLostWorkDoItOnce() throws Exception {
        FakeUnit unit = joined("list");
        recovery.prove(unit.groupId(), ROOT, 1);
        WireCommand again = CommandTableTests.command("RPUSH list again");

        for (TestRedis process : List.of(second, first)) {
            new DirectQueue()
                    .add(
                            again,
                            process.held().table().keys(again),
                            process.held().table().type(again))
                    .apply(process.held().queues(), unit.groupId(), token(unit), "T");
        }

        assertThat(list("list")).containsExactly("again");
        assertThat(recovery.prove(unit.groupId(), ROOT, 1)).isEqualTo(Proof.COMMITTED);
        resource(unit).commit();
        assertThat(list("list")).containsExactly("again");
    }

    @Test
    void aRedoOfWhatWasDiscardedIsRefused() throws Exception {
        FakeUnit unit = joined("list");
        recovery.prove(unit.groupId(), ROOT, 1);
        recovery.discard(unit.groupId(), new Epoch("an epoch"), ROOT, 1);

        assertThatThrownBy(() -> new DirectQueue().apply(second.held().queues(), unit.groupId(), token(unit), "T"))
                .hasMessageContaining("its mark is D where T must be");
    }

    @Test
    void confirmsNoLossWhereNothingStands() throws Exception {
        FakeUnit unit = joined("list");
        assertThat(recovery.confirm(unit.groupId(), ROOT, 1)).isEqualTo(Proof.UNKNOWN);
        assertThat(recovery.confirm(unit.groupId(), ROOT, 1)).isEqualTo(Proof.UNKNOWN);
        recovery.prove(unit.groupId(), ROOT, 1);
        assertThat(recovery.confirm(unit.groupId(), ROOT, 1)).isEqualTo(Proof.LOST);
    }

    @Test
    void discardsOnlyWhatIsLost() throws Exception {
        FakeUnit unit = joined("list");
        Epoch epoch = new Epoch("an epoch");
        assertThat(recovery.discard(unit.groupId(), epoch, ROOT, 1)).isEqualTo(Proof.UNKNOWN);
        recovery.prove(unit.groupId(), ROOT, 1);
        assertThat(recovery.discard(unit.groupId(), epoch, ROOT, 1)).isEqualTo(Proof.LOST);
        assertThat(recovery.discard(unit.groupId(), epoch, ROOT, 1)).isEqualTo(Proof.LOST);
    }

    @Test
    void commitsWithoutAStoredQueueWhereNobodyAsksToPrepare() throws Exception {
        FakeUnit unit = joined("list");
        resource(unit).commit();

        assertThat(list("list")).containsExactly("once");
        assertThat(recovery.prove(unit.groupId(), ROOT, 1)).isEqualTo(Proof.COMMITTED);
    }

    @Test
    void saysWhichCommandFailedWhileItWasAppliedAndAppliesTheRest() throws Exception {
        FakeUnit unit = first.newUnit();
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> {
            first.template().opsForList().rightPush("list", "a");
            first.template().opsForValue().set("text", "b");
            return null;
        });
        call.join();
        resource(unit).prepare();
        second.outside().opsForValue().set("list", "became a text");

        assertThatThrownBy(() -> resource(unit).commit())
                .isInstanceOf(ResourceLostException.class)
                .hasMessageContaining("command 1 (RPUSH list)")
                .hasMessageContaining("WRONGTYPE");
        assertThat(second.outside().opsForValue().get("text")).isEqualTo("b");
        assertThatThrownBy(() -> recovery.prove(unit.groupId(), ROOT, 1))
                .isInstanceOf(ResourceLostException.class)
                .hasMessageContaining("command 1 (RPUSH list)");
        assertThat(recovery.prepared()).isEmpty();
    }

    @Test
    void doesNotCallAQueueThatSomebodyDeletedCommitted() throws Exception {
        FakeUnit unit = prepared("list");
        second.outside().delete(second.outside().keys("txr:*part:*"));

        assertThatThrownBy(() -> recovery.end(found(), Outcome.COMMIT, () -> true))
                .hasMessageContaining("evicted it")
                .isNotInstanceOf(ResourceLostException.class);
        assertThat(recovery.prove(unit.groupId(), ROOT, 1)).isEqualTo(Proof.IN_FLIGHT);
    }

    @Test
    void forgetsMarksOfGroupsThatAreOver() throws Exception {
        FakeUnit unit = prepared("list");
        resource(unit).commit();
        assertThat(recovery.oldMarks(null, 10))
                .extracting(ResourceRecovery.OldMark::groupId)
                .containsExactly(unit.groupId());
        assertThat(recovery.oldMarks(unit.groupId(), 10)).isEmpty();

        recovery.forget(List.of(unit.groupId()));

        assertThat(recovery.oldMarks(null, 10)).isEmpty();
        assertThat(TestRedis.ownKeys(second.outside())).isEmpty();
    }
}
