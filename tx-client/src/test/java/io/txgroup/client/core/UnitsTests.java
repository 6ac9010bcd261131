package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Holding;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the simulation found in the core, each as a case of its own. */
class UnitsTests {
    private static final Epoch EPOCH = new Epoch("e");
    private static final CallPath FIRST = new CallPath("0.1");
    private static final CallPath SECOND = new CallPath("0.2");
    private static final ProcessId SELF = new ProcessId("order", "order-1", "p");
    private static final UnitId ELSEWHERE = new UnitId(new ProcessId("storage", "storage-1", "p"), "t");
    private static final GroupId GROUP = GroupId.next(1, new Random(1), 1);

    private final HeardLink link = new HeardLink();
    private final List<Message.ToManager> said = link.said;
    private final Units units = new Units(
            new Surroundings(
                    SELF,
                    link,
                    Runnable::run,
                    Runnable::run,
                    new Surroundings.Time(() -> 1_000_000_000L, () -> 1_000L),
                    new Random(2)),
            new ClientRules());

    @BeforeEach
    void aManagerTellsTheTime() {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
    }

    @Test
    void aRollbackIsAcknowledgedAlsoByAProcessThatHasForgottenTheUnit() {
        UnitId forgotten = new UnitId(SELF, "forgotten");

        units.received("m", new Message.Tell(GROUP, forgotten, Outcome.ROLLBACK, List.of(), "no", null));

        assertThat(said).containsExactly(new Message.Acknowledge(GROUP, forgotten, EPOCH, Outcome.ROLLBACK, List.of()));
    }

    @Test
    void aCommitIsNeverAcknowledgedForAUnitThatIsNotKnown() {
        units.received(
                "m", new Message.Tell(GROUP, new UnitId(SELF, "x"), Outcome.COMMIT, List.of(FIRST), "yes", null));

        assertThat(said).isEmpty();
    }

    @Test
    void theOthersDoNotWaitForTheDeadlineWhenACallBackToTheStarterFails() {
        Call root = begun();
        attempt(root);
        Call back = units.serve(header(root.groupId(), new CallPath("0.1.1")));

        units.answerNo(back, "out of stock");

        assertThat(last(Message.Close.class).outcome()).isEqualTo(Outcome.ROLLBACK);
    }

    @Test
    void theStarterDoesNotCommitWhileARepeatedRequestRunsInItsProcess() {
        Call root = begun();
        OutboundAttempt attempt = attempt(root);
        attempt.answered(new CallReport("", List.of(new UnitCalls(ELSEWHERE, List.of(FIRST)))).toString(), false);
        units.serve(header(root.groupId(), FIRST));

        units.commit(root);

        assertThat(last(Message.Close.class).outcome()).isEqualTo(Outcome.ROLLBACK);
    }

    @Test
    void aCallThatWroteNothingDoesNotJoinThoughItsUnitHoldsWork() throws Exception {
        Call wrote = units.serve(header(GROUP, FIRST));
        wrote.enlist(FakeWork::new);
        assertThat(units.answerYes(wrote).joined()).hasSize(1);
        Call idle = units.serve(header(GROUP, SECOND));

        assertThat(units.answerYes(idle).joined()).isEmpty();
        assertThat(last(Message.Join.class).callPaths()).containsExactly(FIRST);
    }

    @Test
    void workOfACallThatTheOutcomeDoesNotNameIsNeverCommitted() throws Exception {
        Call counted = units.serve(header(GROUP, FIRST));
        FakeWork work = counted.enlist(FakeWork::new);
        units.answerYes(counted);
        Call repeated = units.serve(header(GROUP, SECOND));
        repeated.checkOpen();
        units.answerNo(repeated, "failed");

        units.received(
                "m",
                new Message.Tell(GROUP, last(Message.Join.class).unit(), Outcome.COMMIT, List.of(FIRST), "", null));

        assertThat(work.ends).isEmpty();
    }

    @Test
    void workIsCommittedWhenTheOutcomeNamesAllThatRan() throws Exception {
        Call counted = units.serve(header(GROUP, FIRST));
        FakeWork work = counted.enlist(FakeWork::new);
        units.answerYes(counted);

        units.received(
                "m",
                new Message.Tell(GROUP, last(Message.Join.class).unit(), Outcome.COMMIT, List.of(FIRST), "", null));

        assertThat(work.ends).containsExactly("commit");
    }

    @Test
    void everyCallThatAProofMayNameIsMarked() throws Exception {
        Call wrote = units.serve(header(GROUP, FIRST));
        FakeWork work = wrote.enlist(FakeWork::new);
        units.answerYes(wrote);
        Call listens = units.serve(header(GROUP, SECOND));
        listens.whenEnded(outcome -> {});

        units.answerYes(listens);

        assertThat(last(Message.Join.class).callPaths()).containsExactly(FIRST, SECOND);
        assertThat(work.marked).containsExactly(FIRST, SECOND);
    }

    @Test
    void theStartersMethodIsMarkedAlthoughOnlyACallBackHasWritten() throws Exception {
        Call root = begun();
        OutboundAttempt attempt = attempt(root);
        CallPath back = new CallPath("0.1.1");
        Call inbound = units.serve(header(root.groupId(), back));
        FakeWork work = inbound.enlist(FakeWork::new);
        attempt.answered(units.answerYes(inbound).toString(), false);

        units.commit(root);

        assertThat(last(Message.Close.class).own()).containsExactly(CallPath.ROOT, back);
        assertThat(work.marked).containsExactly(CallPath.ROOT, back);
    }

    @Test
    void aStarterThatHoldsNothingAsksNoMoreOnceItsGroupIsOver() {
        Call root = begun();
        attempt(root).answered(new CallReport("", List.of(new UnitCalls(ELSEWHERE, List.of(FIRST)))).toString(), false);
        CompletableFuture<Verdict> verdict = units.commit(root).toCompletableFuture();

        units.received("m", new Message.Undecided(root.groupId(), root.unit(), Why.NO_RECORD));

        assertThat(verdict).isCompletedWithValueMatching(told -> told.kind() == Verdict.Kind.UNKNOWN);
        assertThat(units.groups()).isEmpty();
    }

    @Test
    void aUnitThatOnlyWaitsForTheEndAsksNoMoreOnceItsGroupIsOver() {
        Call listens = units.serve(header(GROUP, FIRST));
        listens.whenEnded(outcome -> {});
        units.answerYes(listens);

        units.received("m", new Message.Undecided(GROUP, listens.unit(), Why.NO_RECORD));

        assertThat(units.groups()).isEmpty();
    }

    @Test
    void aUnitThatHoldsSomethingGoesOnAskingWhateverIsAnswered() throws Exception {
        Call wrote = units.serve(header(GROUP, FIRST));
        FakeWork work = wrote.enlist(FakeWork::new);
        units.answerYes(wrote);

        units.received("m", new Message.Undecided(GROUP, wrote.unit(), Why.NO_RECORD));

        assertThat(units.groups()).containsExactly(GROUP);
        assertThat(work.ends).isEmpty();
    }

    @Test
    void aReplyTellsWhatItsUnitHoldsByThen() throws Exception {
        Call first = units.serve(header(GROUP, FIRST));
        first.enlist(() -> FakeWork.durable("orders#1"));
        CallReport one = units.answerYes(first);
        Call second = units.serve(header(GROUP, SECOND));
        second.enlist(FakeWork::new);
        CallReport both = units.answerYes(second);

        assertThat(one.joined()).extracting(UnitCalls::holding).containsExactly(new Holding(true, List.of("orders#1")));
        assertThat(both.joined())
                .extracting(UnitCalls::holding)
                .containsExactly(new Holding(false, List.of("orders#1", "db#1")));
        Message.Join join = last(Message.Join.class);
        assertThat(both.joined().get(0).holding()).isEqualTo(new Holding(join.canPrepare(), join.resources()));
    }

    @Test
    void aReplyTellsThatAUnitWhichOnlyWaitsForTheEndHoldsNothing() {
        Call listens = units.serve(header(GROUP, FIRST));
        listens.whenEnded(outcome -> {});

        assertThat(units.answerYes(listens).joined())
                .extracting(UnitCalls::holding)
                .containsExactly(new Holding(false, List.of()));
    }

    @Test
    void theCloseTellsAllThatRepliesToldOfAUnit() {
        Call root = begun();
        attempt(root).answered(report(FIRST, new Holding(true, List.of("a"))), false);
        root.attempt().toCompletableFuture().join().answered(report(SECOND, new Holding(true, List.of("b"))), false);

        units.commit(root);

        assertThat(last(Message.Close.class).expected())
                .containsExactly(
                        new UnitCalls(ELSEWHERE, List.of(FIRST, SECOND), new Holding(true, List.of("a", "b"))));
    }

    @Test
    void theCloseDoesNotTellWhatAUnitHoldsIfOneOfItsRepliesDidNot() {
        Call root = begun();
        attempt(root).answered(report(FIRST, new Holding(true, List.of("a"))), false);
        root.attempt().toCompletableFuture().join().answered(report(SECOND, null), false);

        units.commit(root);

        assertThat(last(Message.Close.class).expected())
                .containsExactly(new UnitCalls(ELSEWHERE, List.of(FIRST, SECOND)));
    }

    private static String report(CallPath path, @Nullable Holding holding) {
        return new CallReport("", List.of(new UnitCalls(ELSEWHERE, List.of(path), holding))).toString();
    }

    private Call begun() {
        return units.begin("Order.place", Duration.ofSeconds(30));
    }

    private OutboundAttempt attempt(Call call) {
        var attempt = call.attempt().toCompletableFuture();
        Message.Create create = last(Message.Create.class);
        units.received("m", new Message.CreateAnswer(create.groupId(), create.unit(), "", "m"));
        return attempt.join();
    }

    private static GroupHeader header(GroupId group, CallPath path) {
        return new GroupHeader(group, EPOCH, path, 30_000, "m");
    }

    private <T extends Message> T last(Class<T> type) {
        return said.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}
