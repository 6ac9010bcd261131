package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** What is looked for before lost work is done again. */
class UnitRedoTests implements Repeating {
    private static final Epoch EPOCH = new Epoch("e");
    private static final Epoch LATER = new Epoch("later");
    private static final GroupId GROUP = GroupId.next(1, new Random(1), 1);
    private static final CallPath FIRST = new CallPath("0.1");
    private static final UnitId DEAD = new UnitId(new ProcessId("storage", "storage-1", "p"), "t");

    private final HeardLink link = new HeardLink();
    private final RecoverableDatabase database = new RecoverableDatabase();
    private final List<CallPath> ran = new ArrayList<>();
    private final Units units = new Units(
            RecoveringProcess.surroundings(link, () -> 1_000_000_000L),
            new ClientRules(),
            UnitListener.NONE,
            () -> List.of(database),
            this);
    private final List<Runnable> hanging = new ArrayList<>();
    private Executor redoing = Runnable::run;
    private int attempts;

    private RedoEnded redo(Epoch now) {
        units.received("m", question(now));
        return (RedoEnded) link.said.get(link.said.size() - 1);
    }

    private Redo question(Epoch now) {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, now, 5_000)), ""));
        attempts++;
        return new Redo(
                GROUP,
                DEAD,
                EPOCH,
                attempts,
                List.of(FIRST),
                List.of(new RedoResource("db#1", RedoResource.Verdict.LOST)),
                List.of(new Invocation(FIRST, "Stock.take", "[]", List.of(), Map.of(), "")));
    }

    @Test
    void whatAnOldCopyOfTheStoreCallsLostIsNotDoneOnceMoreWithoutATombstoneThatWasThere() {
        database.proof = Proof.LOST;

        for (int tried = 0; tried < 2; tried++) {
            RedoEnded ended = redo(LATER);

            assertThat(ended.result()).isEqualTo(RedoEnded.Result.CANNOT);
            assertThat(ended.detail()).contains("no tombstone proves the loss of db#1", "put in the mark that says so");
        }
        assertThat(ran).isEmpty();
        assertThat(database.asked).isEmpty();
    }

    @Test
    void whatIsCommittedInPartIsNotDoneOnceMore() {
        database.notDone = "command 3 failed";

        RedoEnded ended = redo(EPOCH);

        assertThat(ended.result()).isEqualTo(RedoEnded.Result.CANNOT);
        assertThat(ended.detail()).isEqualTo("command 3 failed");
        assertThat(ran).isEmpty();
    }

    @Test
    void whatIsSoOldThatItsMarksMayBeGoneNeedsATombstoneThatWasThereToo() {
        database.proof = Proof.LOST;
        database.forgetful = true;

        assertThat(redo(EPOCH).result()).isEqualTo(RedoEnded.Result.CANNOT);
        assertThat(ran).isEmpty();
    }

    @Test
    void aTombstoneThatWasThereIsEnoughHoweverOldItIs() {
        database.standing = Proof.LOST;
        database.forgetful = true;

        redo(LATER);

        assertThat(ran).containsExactly(FIRST);
    }

    @Test
    void aMarkThatSaysCommittedEndsItHoweverOldItIs() {
        database.standing = Proof.COMMITTED;
        database.forgetful = true;

        assertThat(redo(LATER).result()).isEqualTo(RedoEnded.Result.REPAIRED);
        assertThat(ran).isEmpty();
    }

    @Test
    void whileNoMarkCanHaveGoneTheTombstoneMayBePutNow() {
        database.proof = Proof.LOST;

        redo(EPOCH);

        assertThat(ran).containsExactly(FIRST);
    }

    @Test
    void aRedoThatHangsHoldsUpNoDiscard() {
        database.proof = Proof.LOST;
        redoing = hanging::add;
        units.received("m", question(EPOCH));
        assertThat(hanging).hasSize(1);

        units.received("m", new Discard(GROUP, DEAD, EPOCH, List.of(FIRST), List.of("db#1")));

        assertThat(link.said).singleElement().isInstanceOfSatisfying(Message.Evidence.class, evidence -> assertThat(
                        evidence.ends().get(0).result())
                .isEqualTo(ResourceEnd.Result.DISCARDED));
    }

    @Override
    public Executor executor() {
        return task -> redoing.execute(task);
    }

    @Override
    public Executor discards() {
        return Runnable::run;
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(30);
    }

    @Override
    public int maxSize() {
        return DEFAULT_MAX_SIZE;
    }

    @Override
    public Again prepare(Invocation invocation) {
        return scope -> ran.add(invocation.callPath());
    }
}
