package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecoveryTests {
    private static final Epoch EPOCH = new Epoch("e");
    private static final GroupId GROUP = GroupId.next(1, new Random(1), 1);
    private static final CallPath FIRST = new CallPath("0.1");
    private static final UnitId DEAD = new UnitId(new ProcessId("storage", "storage-1", "p"), "t");

    private final AtomicLong now = new AtomicLong();
    private UnitId unit;
    private final HeardLink link = new HeardLink();
    private final List<Message.ToManager> said = link.said;
    private final RecoverableDatabase database = new RecoverableDatabase();
    private final Units units = RecoveringProcess.units(link, now::get, database);

    @Test
    void asksForABranchThatIsThereInTwoLooks() {
        database.prepared.add(branch(DEAD.token(), 1));
        units.tick();
        assertThat(said).isEmpty();

        pass(10_000);

        assertThat(said).containsExactly(new Message.AskForBranch(GROUP, DEAD.token(), EPOCH.mark()));
    }

    @Test
    void aBranchThatHasGoneMeanwhileIsNobodysConcern() {
        database.prepared.add(branch(DEAD.token(), 1));
        units.tick();
        database.prepared.clear();

        pass(10_000);

        assertThat(said).isEmpty();
    }

    @Test
    void aUnitThatLivesHereEndsItsBranchItself() {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
        Call call = units.serve(new GroupHeader(GROUP, EPOCH, FIRST, 30_000, "m"));
        database.prepared.add(branch(call.unit().token(), 1));

        pass(10_000);
        pass(10_000);

        assertThat(said).noneMatch(Message.AskForBranch.class::isInstance);
    }

    @Test
    void everyBranchOfTheUnitEndsAsToldAndThereIsEvidenceUntilItIsNoted() {
        database.prepared.add(branch(DEAD.token(), 1));
        database.prepared.add(branch(DEAD.token(), 2));
        database.prepared.add(branch("another", 1));
        lookTwice();

        units.received("m", told(Outcome.COMMIT, new UnitCalls(DEAD, List.of(FIRST))));

        assertThat(database.ended).containsExactlyInAnyOrder("t-1 COMMIT", "t-2 COMMIT");
        assertThat(evidence()).hasSize(2).allSatisfy(evidence -> assertThat(evidence.unit())
                .isEqualTo(DEAD));
        said.clear();
        units.received("m", new Message.EvidenceNoted(GROUP, DEAD, List.of("db#1")));
        pass(300);
        assertThat(evidence()).singleElement().satisfies(evidence -> assertThat(
                        evidence.ends().get(0).resource())
                .isEqualTo("db#2"));
        units.received("m", new Message.EvidenceNoted(GROUP, DEAD, List.of("db#2")));
        said.clear();
        pass(5_000);
        assertThat(evidence()).isEmpty();
    }

    @Test
    void aBranchOfAUnitOnWhichNobodyCountedIsRolledBackWithoutEvidence() {
        database.prepared.add(branch(DEAD.token(), 1));
        lookTwice();

        units.received("m", told(Outcome.ROLLBACK, null));

        assertThat(database.ended).containsExactly("t-1 ROLLBACK");
        assertThat(evidence()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Why.class)
    void aBranchWithoutAnOutcomeIsLeftAlone(Why why) {
        database.prepared.add(branch(DEAD.token(), 1));
        lookTwice();

        units.received("m", new Message.BranchUndecided(GROUP, DEAD.token(), EPOCH.mark(), why));
        pass(400_000);
        units.received("m", new Message.BranchUndecided(GROUP, DEAD.token(), EPOCH.mark(), why));

        assertThat(database.ended).isEmpty();
    }

    @Test
    void anOutcomeOfAnotherEpochOrUnitEndsNothing() {
        database.prepared.add(branch(DEAD.token(), 1));
        lookTwice();

        units.received(
                "m",
                new Message.BranchOutcome(
                        GROUP, DEAD.token(), new Epoch("other").mark(), Outcome.COMMIT, null, EPOCH, "", null));
        units.received(
                "m", new Message.BranchOutcome(GROUP, "another", EPOCH.mark(), Outcome.COMMIT, null, EPOCH, "", null));

        assertThat(database.ended).isEmpty();
    }

    @Test
    void aBranchIsLeftAloneIfTheStoreForgetsBeforeAConnectionIsThere() {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
        database.prepared.add(branch(DEAD.token(), 1));
        lookTwice();
        database.untilConnected = () -> units.received(
                "m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, new Epoch("next"), 6_000)), ""));

        units.received("m", toldIn(EPOCH));

        assertThat(database.ended).isEmpty();
    }

    @Test
    void aBranchIsLeftAloneIfAConnectionIsThereOnlyMuchLater() {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
        database.prepared.add(branch(DEAD.token(), 1));
        lookTwice();
        database.untilConnected = () -> now.addAndGet(11_000_000_000L);
        units.received("m", toldIn(EPOCH));
        assertThat(database.ended).isEmpty();

        database.untilConnected = () -> {};
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 17_000)), ""));
        units.received("m", toldIn(EPOCH));
        assertThat(database.ended).containsExactly("t-1 COMMIT");
    }

    @Test
    void aBranchThatIsBusyIsTriedAgain() {
        database.prepared.add(branch(DEAD.token(), 1));
        lookTwice();
        database.busy = true;
        units.received("m", told(Outcome.COMMIT, new UnitCalls(DEAD, List.of(FIRST))));
        assertThat(evidence()).isEmpty();
        database.busy = false;
        said.clear();

        pass(10_000);
        assertThat(said).contains(new Message.AskForBranch(GROUP, DEAD.token(), EPOCH.mark()));
        units.received("m", told(Outcome.COMMIT, new UnitCalls(DEAD, List.of(FIRST))));

        assertThat(database.ended).containsExactly("t-1 COMMIT");
        assertThat(evidence()).hasSize(1);
    }

    @Test
    void aUnitWhoseWorkAnotherProcessCommittedIsNotRolledBackWhenItComesBack() throws Exception {
        FakeWork work = preparedUnit();
        assertThat(last(Message.Ask.class).holds()).isFalse();
        database.proof = ResourceRecovery.Proof.COMMITTED;

        units.received("m", new Message.Undecided(GROUP, unit, Why.NO_RECORD));

        assertThat(work.ends).containsExactly("commit");
    }

    @ParameterizedTest
    @EnumSource(
            value = ResourceRecovery.Proof.class,
            names = {"LOST", "IN_FLIGHT"})
    void aUnitWhoseGroupHasEndedWithoutACommitRollsBack(ResourceRecovery.Proof proof) throws Exception {
        FakeWork work = preparedUnit();
        database.proof = proof;

        units.received("m", new Message.Undecided(GROUP, unit, Why.NO_RECORD));

        assertThat(work.ends).containsExactly("rollback");
    }

    @Test
    void aUnitWithoutMarksWhoseGroupHasEndedWaitsForAPerson() throws Exception {
        FakeWork work = preparedUnit();
        database.proof = ResourceRecovery.Proof.UNKNOWN;

        units.received("m", new Message.Undecided(GROUP, unit, Why.NO_RECORD));

        assertThat(work.ends).isEmpty();
    }

    @Test
    void aUnitWhoseMarksMayHaveBeenRemovedWaitsForAPerson() throws Exception {
        FakeWork work = preparedUnit();
        database.proof = ResourceRecovery.Proof.LOST;
        database.forgetful = true;

        units.received("m", new Message.Undecided(GROUP, unit, Why.NO_RECORD));

        assertThat(work.ends).isEmpty();
    }

    @Test
    void aUnitThatCannotAskItsDatabaseGoesOnAsking() throws Exception {
        FakeWork work = preparedUnit();
        database.away = true;
        units.received("m", new Message.Undecided(GROUP, unit, Why.NO_RECORD));
        assertThat(work.ends).isEmpty();
        database.away = false;
        said.clear();

        pass(10_000);

        assertThat(last(Message.Ask.class).unit()).isEqualTo(unit);
    }

    @Test
    void aUnitThatHasPreparedAsksAlsoIfItsJoinWasNeverAnswered() throws Exception {
        unit = joiningUnit();
        units.received("m", new Message.Prepare(GROUP, unit, EPOCH, List.of(FIRST), null));
        said.clear();

        pass(10_000);

        assertThat(last(Message.Ask.class).holds()).isFalse();
        assertThat(said).noneMatch(Message.Join.class::isInstance);
    }

    @Test
    void aUnitThatOnlyHoldsStillAsksAsOneThatHolds() throws Exception {
        FakeWork work = joinedUnit();
        pass(10_000);
        assertThat(last(Message.Ask.class).holds()).isTrue();

        units.received("m", new Message.Undecided(GROUP, unit, Why.NO_RECORD));

        assertThat(work.ends).isEmpty();
    }

    private UnitId joiningUnit() throws Exception {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
        Call call = units.serve(new GroupHeader(GROUP, EPOCH, FIRST, 30_000, "m"));
        call.enlist(FakeWork::durable);
        units.answerYes(call);
        return call.unit();
    }

    private FakeWork joinedUnit() throws Exception {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
        Call call = units.serve(new GroupHeader(GROUP, EPOCH, FIRST, 30_000, "m"));
        unit = call.unit();
        FakeWork work = call.enlist(FakeWork::durable);
        units.answerYes(call);
        units.received("m", new Message.JoinAnswer(GROUP, unit, List.of(FIRST)));
        return work;
    }

    private FakeWork preparedUnit() throws Exception {
        FakeWork work = joinedUnit();
        units.received("m", new Message.Prepare(GROUP, unit, EPOCH, List.of(FIRST), null));
        assertThat(last(Message.Prepared.class).yes()).isTrue();
        pass(10_000);
        return work;
    }

    private <T extends Message> T last(Class<T> type) {
        return said.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    @Test
    void provesWhatTheDatabaseProves() {
        database.proof = ResourceRecovery.Proof.LOST;

        prove(false, "db#3");

        assertThat(database.asked).containsExactly("[0.1] 3");
        assertThat(evidence().get(0).ends()).singleElement().satisfies(end -> assertThat(end.result())
                .isEqualTo(Result.LOST));
    }

    @Test
    void aMarkThatMayHaveBeenRemovedProvesNoLossOnceTheStoreHasForgotten() {
        database.proof = ResourceRecovery.Proof.LOST;
        database.forgetful = true;
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
        prove(false, "db#1");
        assertThat(evidence().get(0).ends().get(0).result()).isEqualTo(Result.LOST);

        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, new Epoch("next"), 6_000)), ""));
        said.clear();
        prove(false, "db#1");

        assertThat(evidence().get(0).ends().get(0).result()).isEqualTo(Result.UNPROVEN);
        assertThat(database.asked).as("the second one put no tombstone").hasSize(1);
    }

    @Test
    void workThatMayBePreparedIsNotLostForWantOfAMark() {
        database.proof = ResourceRecovery.Proof.LOST;

        prove(true, "db#1");

        assertThat(evidence().get(0).ends()).singleElement().satisfies(end -> assertThat(end.result())
                .isEqualTo(Result.UNPROVEN));
    }

    @Test
    void whatItCannotLookForIsNotProven() {
        database.proof = ResourceRecovery.Proof.IN_FLIGHT;

        prove(false, "db#1", "elsewhere#1", "nameless");

        assertThat(evidence().get(0).ends())
                .hasSize(3)
                .allSatisfy(end -> assertThat(end.result()).isEqualTo(Result.UNPROVEN))
                .extracting(ResourceEnd::detail)
                .satisfiesExactly(
                        detail -> assertThat(detail).contains("IN_FLIGHT"),
                        detail -> assertThat(detail).contains("no such resource"),
                        detail -> assertThat(detail).contains("no ordinal"));
    }

    private void prove(boolean mayBePrepared, String... resources) {
        units.received("m", new Prove(GROUP, DEAD, EPOCH, List.of(FIRST), List.of(resources), mayBePrepared));
    }

    private void lookTwice() {
        units.tick();
        pass(10_000);
        said.clear();
    }

    private void pass(long millis) {
        now.addAndGet(millis * 1_000_000);
        units.tick();
    }

    private List<Message.Evidence> evidence() {
        return said.stream()
                .filter(Message.Evidence.class::isInstance)
                .map(Message.Evidence.class::cast)
                .toList();
    }

    private static Message.BranchOutcome told(Outcome outcome, UnitCalls member) {
        return new Message.BranchOutcome(GROUP, DEAD.token(), EPOCH.mark(), outcome, member, EPOCH, "told", null);
    }

    private static Message.BranchOutcome toldIn(Epoch epoch) {
        return new Message.BranchOutcome(GROUP, DEAD.token(), EPOCH.mark(), Outcome.COMMIT, null, EPOCH, "told", epoch);
    }

    private static ResourceRecovery.PreparedBranch branch(String token, int ordinal) {
        return new ResourceRecovery.PreparedBranch(token + "-" + ordinal, GROUP, token, EPOCH.mark(), ordinal);
    }
}
