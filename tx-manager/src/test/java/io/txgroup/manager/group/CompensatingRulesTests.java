package io.txgroup.manager.group;

import static io.txgroup.manager.group.CompensationStage.ID;
import static io.txgroup.manager.group.CompensationStage.STORAGE;
import static io.txgroup.manager.group.CompensationStage.TAKE;
import static io.txgroup.manager.group.CompensationStage.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.txgroup.manager.compensation.Attempt;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.manager.compensation.Order;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.RedoResource.Verdict;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How lost work is done again: when, how often, and when a person decides. */
class CompensatingRulesTests {
    private final CompensationStage stage = new CompensationStage();

    @Test
    void lostWorkIsDoneAgainByAnyProcessOfItsService() {
        Redo redo = stage.redoing();

        assertThat(redo.attempt()).isOne();
        assertThat(redo.unit()).isEqualTo(STORAGE);
        assertThat(redo.resources()).containsExactly(new RedoResource("db#1", Verdict.LOST));
        assertThat(redo.invocations()).containsExactly(TAKE);
        assertThat(stage.state()).isEqualTo(GroupState.COMPENSATING);

        stage.ends(1, RedoEnded.Result.REPAIRED, Result.COMMITTED);

        assertThat(stage.state()).isEqualTo(GroupState.COMMITTED);
        assertThat(stage.record().attempts()).extracting(Attempt::result).containsExactly(RedoEnded.Result.REPAIRED);
        assertThat(stage.group().lost()).isEmpty();
    }

    @Test
    void aManagerThatHasMissedTheLossTakesTheEndOfItsRepair() {
        stage.committed(Compensation.UNIT, TAKE);
        stage.other.receive(
                CompensationStage.OTHER_STORAGE,
                new Message.Evidence(
                        ID,
                        STORAGE,
                        stage.epoch(),
                        List.of(new ResourceEnd("db#1", Result.LOST, "its mark is missing"))));
        stage.other.sweep(0);
        stage.other.sweep(0);
        assertThat(stage.redo().attempt()).isOne();

        stage.ends(1, RedoEnded.Result.REPAIRED, Result.COMMITTED);

        assertThat(stage.state()).isEqualTo(GroupState.COMMITTED);
    }

    @Test
    void nothingIsDoneAgainBeforeEverythingIsKnown() {
        stage.committed(Compensation.UNIT, TAKE);
        stage.shows(Result.UNPROVEN);

        stage.pass(60_000);

        assertThat(stage.state()).isEqualTo(GroupState.COMMITTING);
        assertThat(stage.asked).isNotEmpty().allMatch(Prove.class::isInstance);
    }

    @Test
    void workThatIsThereIsNotDoneAgain() {
        stage.committed(Compensation.UNIT, TAKE);

        stage.shows(Result.COMMITTED);
        stage.pass(60_000);

        assertThat(stage.state()).isEqualTo(GroupState.COMMITTED);
        assertThat(stage.asked).isEmpty();
        assertThat(stage.group().compensation()).isNull();
        assertThat(stage.group().member(STORAGE).orElseThrow().invoked()).isEqualTo(Invoked.NOTHING);
    }

    @Test
    void anAttemptThatFailsIsFollowedByAnotherOneEverMorePatiently() {
        stage.redoing();
        stage.ends(1, RedoEnded.Result.FAILED, Result.LOST);

        stage.pass(4_900);
        assertThat(stage.redos()).hasSize(1);
        stage.pass(200);
        assertThat(stage.redos()).extracting(Redo::attempt).containsExactly(1, 2);

        stage.ends(2, RedoEnded.Result.FAILED, Result.LOST);
        stage.pass(9_900);
        assertThat(stage.redos()).hasSize(2);
        stage.pass(200);
        assertThat(stage.redos()).extracting(Redo::attempt).containsExactly(1, 2, 3);
    }

    @Test
    void aPersonDecidesWhenItsAttemptsAreUsedUp() {
        stage.policy = policy(true, 2, WhenUnreachable.PROCEED);
        stage.redoing();
        stage.ends(1, RedoEnded.Result.FAILED, Result.LOST);
        stage.pass(6_000);
        stage.ends(2, RedoEnded.Result.FAILED, Result.LOST);

        assertThat(stage.state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().why()).contains("2 of 2 attempts failed", "FAILED in a test");
        stage.pass(3_600_000);
        assertThat(stage.redos()).hasSize(2);
        assertThat(stage.alarms).anyMatch(alarm -> alarm.startsWith("PARKED"));
    }

    @Test
    void aLockThatSomebodyHasUsesNoAttemptUp() {
        stage.policy = policy(true, 1, WhenUnreachable.PROCEED);
        stage.redoing();
        for (int attempt = 1; attempt <= 5; attempt++) {
            stage.ends(attempt, RedoEnded.Result.BUSY, Result.LOST);
            stage.pass(31_000);
        }

        assertThat(stage.state()).isEqualTo(GroupState.COMPENSATING);
        assertThat(stage.redos()).extracting(Redo::attempt).contains(6);
    }

    @Test
    void aPersonDecidesAtOnceWhenItDidOtherWorkThanTheFirstTime() {
        stage.redoing();

        stage.ends(1, RedoEnded.Result.DIFFERS, Result.LOST);

        assertThat(stage.state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().why()).contains("DIFFERS");
    }

    @Test
    void aPersonDecidesWhereItsMethodForbidsARedo() {
        stage.committed(Compensation.NEVER);
        stage.shows(Result.LOST);
        stage.pass(0);

        assertThat(stage.state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().why()).contains("compensation = NEVER");
        assertThat(stage.redos()).isEmpty();
    }

    @Test
    void aPersonDecidesWhereItIsNotKnownWhatRan() {
        stage.committed(Compensation.UNIT, Invocation.manualOnly(CompensationStage.FIRST, "m", "takes a stream"));
        stage.shows(Result.LOST);
        stage.pass(0);

        assertThat(stage.state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().why()).contains("takes a stream");
    }

    @Test
    void aPersonDecidesWhereThePolicySaysSo() {
        stage.policy = policy(false, 3, WhenUnreachable.PROCEED);
        stage.lost();
        stage.pass(0);

        assertThat(stage.state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().why()).contains("policy for storage");
    }

    @Test
    void aProcessThatDiesInTheMiddleIsFollowedByAnotherOneWithTheSameAttempt() {
        stage.redoing();

        stage.pass(9_000);
        assertThat(stage.redos()).hasSize(1);
        stage.pass(2_000);

        assertThat(stage.redos()).extracting(Redo::attempt).containsExactly(1, 1);
        assertThat(stage.record().units().get(0).inVain()).isZero();
    }

    @Test
    void anAttemptThatIsToldLateStillCounts() {
        stage.policy = policy(true, 1, WhenUnreachable.PROCEED);
        stage.redoing();
        stage.ends(1, RedoEnded.Result.FAILED, Result.LOST);
        assertThat(stage.state()).isEqualTo(GroupState.PARKED);

        stage.ends(1, RedoEnded.Result.REPAIRED, Result.COMMITTED);

        assertThat(stage.state()).isEqualTo(GroupState.COMMITTED);
    }

    @Test
    void theEndOfAnEarlierAttemptStartsNoOther() {
        stage.redoing();
        stage.ends(1, RedoEnded.Result.FAILED, Result.LOST);
        stage.pass(6_000);
        Group before = stage.group();

        stage.ends(1, RedoEnded.Result.FAILED, Result.LOST);

        assertThat(stage.group()).isEqualTo(before);
    }

    @Test
    void thatItWasLostIsNoNewsOnceItIsRepaired() {
        stage.policy = policy(true, 1, WhenUnreachable.PROCEED);
        stage.committed(Compensation.UNIT, TAKE);
        stage.shows(Result.LOST);
        stage.pass(0);
        stage.pass(0);
        stage.shows(Result.COMMITTED);
        stage.shows(Result.LOST);
        stage.say(new Message.Acknowledge(
                ID, STORAGE, stage.epoch(), Outcome.COMMIT, List.of(new ResourceEnd("db#1", Result.LOST, "late"))));

        assertThat(stage.state()).isEqualTo(GroupState.COMMITTED);
        assertThat(stage.alarms).noneMatch(alarm -> alarm.startsWith("HEURISTIC"));
    }

    @Test
    void aProcessOfAnotherServiceCanRepairNothing() {
        Redo redo = stage.redoing();
        ProcessId stranger = CompensationStage.STARTER.process();
        RedoEnded ended = new RedoEnded(
                ID,
                STORAGE,
                redo.epoch(),
                1,
                RedoEnded.Result.REPAIRED,
                "",
                List.of(new ResourceEnd("db#1", Result.COMMITTED, "")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage.manager.receive(stranger, ended))
                .withMessageContaining("not of its service");
        assertThat(stage.state()).isEqualTo(GroupState.COMPENSATING);
    }

    @Test
    void nobodyIsAskedBeforeAFailoverWouldKeepTheAttempt() {
        stage.reply = null;
        stage.lost();
        stage.pass(0);
        stage.redis.cut(1);
        stage.replies.get(0).accept(new CallbackReply.Acknowledged());
        stage.pass(1_000);
        assertThat(stage.redos()).isEmpty();

        stage.redis.heal(1);
        stage.redis.replicateAll();
        stage.pass(30_000);

        assertThat(stage.redos()).hasSize(1);
    }

    @Test
    void anUnmendedDiscardIsAskedForAgain() {
        stage.redoing();
        stage.manager.compensations().discard(ID, stage.version(), "wang", "booked by hand");
        stage.pass(0);
        assertThat(stage.discards())
                .containsExactly(
                        new Discard(ID, STORAGE, stage.epoch(), List.of(CompensationStage.FIRST), List.of("db#1")));

        stage.shows(Result.UNPROVEN);
        stage.pass(11_000);

        assertThat(stage.discards()).hasSize(2);
        assertThat(stage.redos()).hasSize(1);
        stage.shows(Result.DISCARDED);
        assertThat(stage.state()).isEqualTo(GroupState.RESOLVED);
    }

    @Test
    void aManagerThatHasMissedADiscardTakesItsEnd() {
        stage.redoing();
        stage.manager.compensations().hold(ID, stage.version(), "wang", "");
        stage.other.compensations().discard(ID, stage.version(), "li", "booked by hand");
        stage.other.sweep(0);
        assertThat(stage.discards()).hasSize(1);

        stage.shows(Result.DISCARDED);

        assertThat(stage.state()).isEqualTo(GroupState.RESOLVED);
        assertThat(stage.record().orders()).extracting(Order::by).containsExactly("wang", "li");
        assertThat(stage.manager.groupsBusy()).isZero();
    }

    @Test
    void whatARedoRepairedBeforeTheDiscardStays() {
        stage.redoing();
        stage.manager.compensations().discard(ID, stage.version(), "wang", "booked by hand");
        stage.pass(0);

        stage.shows(Result.COMMITTED);

        assertThat(stage.state()).isEqualTo(GroupState.COMMITTED);
    }
}
