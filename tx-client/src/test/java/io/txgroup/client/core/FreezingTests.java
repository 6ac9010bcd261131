package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.Settling.Saying;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreezingTests {
    private static final Epoch EPOCH = new Epoch("e");
    private static final Epoch RUN = new Epoch("run");
    private static final CallPath FIRST = new CallPath("0.1");
    private static final GroupId GROUP = GroupId.next(1, new Random(1), 1);

    private long now = 1_000_000_000L;
    private final HeardLink link = new HeardLink();
    private final List<Message.ToManager> said = link.said;
    private final Deque<Runnable> work = new ArrayDeque<>();
    private final Units units = new Units(
            new Surroundings(
                    new ProcessId("storage", "storage-1", "p"),
                    link,
                    work::add,
                    Runnable::run,
                    new Surroundings.Time(() -> now, () -> 1_000L),
                    new Random(2)),
            new ClientRules());
    private FakeWork held;
    private final List<Outcome> heard = new ArrayList<>();
    private Call call;

    @BeforeEach
    void aManagerTellsTheTime() {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
        call = units.serve(new GroupHeader(GROUP, EPOCH, FIRST, 30_000, "m"));
    }

    @Test
    void aUnitThatHoldsSaysSoAndObeysOnlyTheRun() throws Exception {
        holds();
        freeze();
        assertThat(stated().saying()).isEqualTo(Saying.NOT_COMMITTED);

        tell(EPOCH);
        drain();
        assertThat(held.ends).isEmpty();

        tell(RUN);
        drain();
        assertThat(held.ends).containsExactly("commit");
    }

    @Test
    void aUnitThatIsJustCommittingTellsWhatItHolds() throws Exception {
        holds();
        tell(EPOCH);

        freeze();

        assertThat(held.ends).isEmpty();
        assertThat(stated().saying()).isEqualTo(Saying.COMMITTED);
        assertThat(stated().own().resources()).containsExactly("db#1");
    }

    @Test
    void aUnitThatNobodyCountsOnIsRolledBackAtOnce() throws Exception {
        held = call.enlist(FakeWork::new);

        freeze();
        drain();

        assertThat(held.ends).containsExactly("rollback");
    }

    @Test
    void aUnitThatWroteNothingRestsWhenItsGroupIsOverAndTellsItsListenersNothing() throws Exception {
        call.whenEnded(heard::add);
        units.answerYes(call);

        units.received("m", new Message.Undecided(GROUP, call.unit(), Why.NO_RECORD));
        drain();
        said.clear();
        units.tick();

        assertThat(heard).isEmpty();
        assertThat(said).noneMatch(Message.OfUnit.class::isInstance);
    }

    @Test
    void aStarterWhoseRecordWasForgottenBeforeItWasConfirmedHearsThatItIsRolledBack() throws Exception {
        Call root = units.begin("order", Duration.ofSeconds(30));
        root.enlist(FakeWork::new);
        root.enlist(FakeWork::new);
        CompletableFuture<Verdict> verdict = units.commit(root).toCompletableFuture();
        assertThat(said).anyMatch(Message.Create.class::isInstance);

        units.received("m", new Settling.Freeze(root.groupId(), root.unit(), EPOCH));
        drain();
        units.received(
                "m",
                new Message.Tell(
                        root.groupId(),
                        root.unit(),
                        Outcome.ROLLBACK,
                        List.of(),
                        "settled by evidence",
                        new Settling.Source(RUN, null)));
        drain();
        units.received("m", new Message.Acknowledged(root.groupId(), root.unit()));
        units.tick();
        now += Duration.ofSeconds(6).toNanos();
        units.tick();
        drain();

        assertThat(verdict).isDone();
        assertThat(verdict.join().kind()).isEqualTo(Verdict.Kind.ROLLED_BACK);
        assertThat(units.groups()).doesNotContain(root.groupId());
    }

    private void holds() throws Exception {
        held = call.enlist(FakeWork::new);
        units.answerYes(call);
    }

    private void freeze() {
        units.received("m", new Settling.Freeze(GROUP, call.unit(), EPOCH));
    }

    private void tell(Epoch in) {
        units.received(
                "m",
                new Message.Tell(
                        GROUP, call.unit(), Outcome.COMMIT, List.of(FIRST), "", new Settling.Source(in, null)));
    }

    private void drain() {
        while (!work.isEmpty()) {
            work.poll().run();
        }
    }

    private Settling.Statement stated() {
        return said.stream()
                .filter(Settling.Statement.class::isInstance)
                .map(Settling.Statement.class::cast)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}
