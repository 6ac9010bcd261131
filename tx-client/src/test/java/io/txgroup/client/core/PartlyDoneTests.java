package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work that was committed but for what could not be done: neither committed nor lost, and a person must know what. */
class PartlyDoneTests {
    private static final Epoch EPOCH = new Epoch("e");
    private static final GroupId GROUP = GroupId.next(1, new Random(1), 1);
    private static final CallPath FIRST = new CallPath("0.1");
    private static final UnitId DEAD = new UnitId(new ProcessId("storage", "storage-1", "p"), "t");

    private final AtomicLong now = new AtomicLong();
    private final HeardLink link = new HeardLink();
    private final RecoverableDatabase database = new RecoverableDatabase();
    private final Units units = RecoveringProcess.units(link, now::get, database);

    @BeforeEach
    void aCommandFails() {
        database.notDone = "command 3 failed";
    }

    private List<ResourceEnd> shown() {
        return link.said.stream()
                .filter(Message.Evidence.class::isInstance)
                .flatMap(evidence -> ((Message.Evidence) evidence).ends().stream())
                .toList();
    }

    private void pass(long millis) {
        now.addAndGet(millis * 1_000_000);
        units.tick();
    }

    @Test
    void whoFinishesABranchTellsWhatCouldNotBeDoneAndTriesNoMore() {
        database.prepared.add(new PreparedBranch("t-1", GROUP, DEAD.token(), EPOCH.mark(), 1));
        units.tick();
        pass(10_000);
        units.received(
                "m",
                new Message.BranchOutcome(
                        GROUP,
                        DEAD.token(),
                        EPOCH.mark(),
                        Outcome.COMMIT,
                        new UnitCalls(DEAD, List.of(FIRST)),
                        EPOCH,
                        "told",
                        null));

        assertThat(shown()).containsExactly(new ResourceEnd("db#1", ResourceEnd.Result.UNPROVEN, "command 3 failed"));
        units.received("m", new Message.EvidenceNoted(GROUP, DEAD, List.of("db#1")));
        link.said.clear();
        pass(10_000);
        assertThat(link.said).isEmpty();
    }

    @Test
    void whoIsAskedToProveItTellsWhatCouldNotBeDone() {
        units.received("m", new Prove(GROUP, DEAD, EPOCH, List.of(FIRST), List.of("db#1"), true));

        assertThat(shown()).containsExactly(new ResourceEnd("db#1", ResourceEnd.Result.UNPROVEN, "command 3 failed"));
    }

    @Test
    void aUnitWhoseWorkAnotherProcessHasCommittedInPartIsNotRolledBack() throws Exception {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
        Call call = units.serve(new GroupHeader(GROUP, EPOCH, FIRST, 30_000, "m"));
        FakeWork work = call.enlist(FakeWork::durable);
        units.answerYes(call);
        units.received("m", new Message.JoinAnswer(GROUP, call.unit(), List.of(FIRST)));
        units.received("m", new Message.Prepare(GROUP, call.unit(), EPOCH, List.of(FIRST), null));
        pass(10_000);

        units.received("m", new Message.Undecided(GROUP, call.unit(), Why.NO_RECORD));

        assertThat(work.ends).containsExactly("commit");
    }
}
