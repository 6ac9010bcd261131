package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Holding;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.Settling.Saying;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettlingRulesTests {
    private static final Epoch OLD = new Epoch("old");
    private static final Epoch NOW = new Epoch("now");
    private static final UnitId ORDER = new UnitId(new ProcessId("order", "order-1", "p"), "o");
    private static final UnitId STOCK = new UnitId(new ProcessId("stock", "stock-1", "q"), "s");
    private static final CallPath FIRST = new CallPath("0.1");
    private static final GroupId ID = GroupId.next(1, new Random(7), 1);

    private final GroupRules rules = new GroupRules("m");
    private final SettlingRules settling = rules.settling();
    private Group group = settling.begin(new Message.Ask(ID, STOCK, OLD, true), NOW, 1_000);

    @Test
    void waitsAndRecallsWhileNobodyKnowsTheUnits() {
        hear(new Message.Ask(ID, STOCK, OLD, true));
        hear(state(STOCK, Saying.NOT_COMMITTED));

        assertThat(group.state()).isEqualTo(GroupState.SETTLING);
        assertThat(settling.wantsRecall(group)).isTrue();
        assertThat(settling.waitsFor(group, 61_000)).contains("60 s", "nobody who is connected knows", "COMMIT");
    }

    @Test
    void rollsBackOnlyWhenEveryUnitIsFrozen() {
        hear(close());
        assertThat(rules.wants(group))
                .containsExactlyInAnyOrder(new Settling.Freeze(ID, ORDER, OLD), new Settling.Freeze(ID, STOCK, OLD));
        hear(state(STOCK, Saying.NOT_COMMITTED));
        assertThat(group.state()).isEqualTo(GroupState.SETTLING);
        hear(state(ORDER, Saying.NOT_COMMITTED));

        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
        assertThat(group.recordEpoch()).isEqualTo(NOW);
    }

    @Test
    void oneUnitThatIsCommittedSettlesItForAll() {
        hear(close());
        hear(state(ORDER, Saying.NOT_COMMITTED));
        hear(state(STOCK, Saying.COMMITTED));

        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
        Message.Tell tell = (Message.Tell)
                rules.answer(group, new Message.Ask(ID, ORDER, OLD, true)).orElseThrow();
        assertThat(tell.outcome()).isEqualTo(Outcome.COMMIT);
        assertThat(tell.callPaths()).containsExactly(CallPath.ROOT);
        assertThat(tell.source()).isNotNull();
        assertThat(tell.source().epoch()).isEqualTo(NOW);
    }

    @Test
    void aStarterThatNeverClosedProvesTheRollbackAlone() {
        hear(new Message.Ask(ID, STOCK, OLD, true));
        hear(state(ORDER, Saying.NEVER));

        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
        assertThat(group.starter()).isEqualTo(ORDER);
    }

    @Test
    void looksForAUnitThatIsGoneOnlyWhenTheOthersAreFrozenAndEndsItsBranchesLast() {
        hear(close());
        hear(new Message.Join(ID, STOCK, OLD, List.of(FIRST), true, List.of("db#1"), Compensation.UNIT, List.of()));
        group = rules.presence(group, STOCK, false, 2_000);
        assertThat(settling.fences(group, 40_000)).isEmpty();
        hear(state(ORDER, Saying.NOT_COMMITTED));

        assertThat(settling.fences(group, 20_000)).isEmpty();
        assertThat(settling.fences(group, 40_000)).containsExactly(fence(false));
        show(Result.OPEN);
        assertThat(settling.fences(group, 40_000)).containsExactly(fence(true));
        show(Result.LOST);
        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
        assertThat(group.unacknowledged()).extracting(Member::unit).containsExactly(ORDER);
    }

    @Test
    void aDatabaseThatShowsTheCommitSettlesIt() {
        hear(close());
        hear(new Message.Join(ID, STOCK, OLD, List.of(FIRST), true, List.of("db#1"), Compensation.UNIT, List.of()));
        show(Result.COMMITTED);

        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
        assertThat(group.unacknowledged()).extracting(Member::unit).containsExactly(ORDER);
    }

    @Test
    void neverFencesAUnitOfWhichNobodyKnowsWhatItHolds() {
        hear(close());
        hear(state(ORDER, Saying.NOT_COMMITTED));
        group = rules.presence(group, STOCK, false, 2_000);

        assertThat(settling.fences(group, 400_000)).isEmpty();
        assertThat(rules.timePassed(group, 400_000).state()).isEqualTo(GroupState.SETTLING);
        assertThat(settling.waitsFor(group, 400_000)).contains(STOCK.toString());
    }

    @Test
    void aUnitThatIsGoneAndNeverJoinedIsFencedWhenTheCloseTellsWhatItHolds() {
        hear(close(new Holding(true, List.of("db#1")), FIRST));
        hear(state(ORDER, Saying.NOT_COMMITTED));
        unheardOf(STOCK);

        assertThat(settling.fences(group, 40_000)).containsExactly(fence(false));
        show(Result.OPEN);
        assertThat(settling.fences(group, 40_000)).containsExactly(fence(true));
        show(Result.LOST);
        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
    }

    @Test
    void aUnitThatIsGoneIsFencedAlsoWhenTheRecordOutlivedItsEpochWithoutTheJoin() {
        Message.Close close = close(new Holding(true, List.of("db#1")), FIRST);
        Group active = Group.created(ID, OLD, ORDER, 20_000, 1_000, 31_000, "order.place");
        group = settling.anew(rules.apply(active, close, 1_500), NOW, 2_000);
        hear(state(ORDER, Saying.NOT_COMMITTED));
        unheardOf(STOCK);

        assertThat(settling.fences(group, 40_000)).containsExactly(fence(false));
    }

    @Test
    void aUnitThatIsGoneAndToldThatItHeldNothingStandsInNobodysWay() {
        hear(close(new Holding(false, List.of()), FIRST));
        hear(state(ORDER, Saying.NOT_COMMITTED));

        assertThat(unheardOf(STOCK).timePassed(group, 40_000).state()).isEqualTo(GroupState.ROLLING_BACK);
    }

    @Test
    void repliesAddToWhatAnOlderJoinToldButTakeNothingAway() {
        hear(new Message.Join(ID, STOCK, OLD, List.of(FIRST), true, List.of("db#1"), Compensation.UNIT, List.of()));
        hear(close(new Holding(false, List.of("db#2")), FIRST, new CallPath("0.2")));

        Member stock = group.member(STOCK).orElseThrow();
        assertThat(stock.resources()).containsExactly("db#1", "db#2");
        assertThat(stock.canPrepare()).isTrue();
        assertThat(stock.trace()).isEqualTo(Member.Trace.SOUGHT);
    }

    @Test
    void whatAUnitHasSaidForCertainCountsMoreThanWhatItsRepliesTold() {
        ResourceEnd end = new ResourceEnd("db#1", Result.COMMITTED, "");
        hear(new Message.Acknowledge(ID, STOCK, OLD, Outcome.COMMIT, List.of(end)));
        hear(close(new Holding(false, List.of("db#1", "db#2")), FIRST));

        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
        assertThat(group.member(STOCK).orElseThrow().unknown()).isEmpty();
    }

    @Test
    void whatCallsBackToTheStarterToldIsNotAllThatTheStarterHolds() {
        UnitCalls back = new UnitCalls(ORDER, List.of(new CallPath("0.1.1")), new Holding(false, List.of()));
        group = CountedUnits.withSet(group, ORDER, List.of(back));

        assertThat(group.member(ORDER).orElseThrow().trace()).isEqualTo(Member.Trace.UNHEARD);
    }

    @Test
    void aUnitThatNobodyHeardOfIsStillUnheardWhenTheStoreForgetsAgain() {
        hear(close());
        group = settling.anew(group, new Epoch("later"), 5_000);
        hear(state(ORDER, Saying.NOT_COMMITTED));

        assertThat(unheardOf(STOCK).timePassed(group, 400_000).state()).isEqualTo(GroupState.SETTLING);
    }

    @Test
    void forgetsWhatItFoundWhenTheStoreForgetsAgain() {
        hear(close());
        hear(state(STOCK, Saying.NOT_COMMITTED));
        group = settling.anew(group, new Epoch("later"), 5_000);
        hear(state(ORDER, Saying.NOT_COMMITTED));

        assertThat(group.state()).isEqualTo(GroupState.SETTLING);
        assertThat(group.recordEpoch()).isEqualTo(new Epoch("later"));
        assertThat(group.member(STOCK).orElseThrow().trace()).isEqualTo(Member.Trace.SOUGHT);
        hear(state(STOCK, Saying.NOT_COMMITTED));
        assertThat(group.state()).isEqualTo(GroupState.ROLLING_BACK);
    }

    @Test
    void anOldJoinTakesNothingBackOfWhatAUnitHolds() {
        hear(close());
        hear(state(STOCK, Saying.UNSURE));
        hear(new Message.Join(ID, STOCK, OLD, List.of(FIRST), false, List.of(), Compensation.UNIT, List.of()));

        assertThat(group.member(STOCK).orElseThrow().resources()).containsExactly("db#1");
        assertThat(unheardOf(STOCK).timePassed(group, 400_000).state()).isEqualTo(GroupState.SETTLING);
    }

    @Test
    void aUnitOfWhichOnlySomeCallsAreKnownIsNotTakenForOneThatWroteNothing() {
        hear(new Message.Join(ID, STOCK, OLD, List.of(FIRST), false, List.of(), Compensation.UNIT, List.of()));
        hear(close(FIRST, new CallPath("0.2")));
        hear(state(ORDER, Saying.NOT_COMMITTED));

        assertThat(unheardOf(STOCK).timePassed(group, 400_000).state()).isEqualTo(GroupState.SETTLING);
        assertThat(settling.fences(group, 400_000)).isEmpty();
    }

    @Test
    void aUnitThatIsJustCommittingStaysOneThatHoldsUntilItHasSaidHowItEnded() {
        hear(close());
        hear(state(STOCK, Saying.UNSURE));
        Settling.UnitWork own = new Settling.UnitWork(STOCK, List.of(FIRST), false, List.of());
        hear(new Settling.Statement(ID, STOCK, OLD, Saying.COMMITTED, own, false, List.of(), null, List.of()));

        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
        assertThat(group.member(STOCK).orElseThrow().unknown()).containsExactly("db#1");
    }

    @Test
    void aUnitOfWhichNobodyToldWhatItHeldIsNotForgottenWhenItsGroupCommits() {
        hear(close());
        hear(state(ORDER, Saying.COMMITTED));
        group = rules.presence(group, STOCK, false, 2_000);
        group = rules.presence(group, STOCK, false, 4_000_000);

        assertThat(group.state()).isEqualTo(GroupState.COMMITTING);
        assertThat(group.unacknowledged()).extracting(Member::unit).contains(STOCK);
    }

    @Test
    void onlyARunThatKnowsNothingLapses() {
        assertThat(group.expiry(0)).isPresent();
        hear(close());
        assertThat(group.expiry(0)).isEmpty();
    }

    private GroupRules unheardOf(UnitId unit) {
        group = rules.presence(group, unit, false, 2_000);
        return rules;
    }

    private void hear(Message.OfUnit message) {
        group = rules.apply(group, message, 2_000);
    }

    private void show(Result result) {
        ResourceEnd end = new ResourceEnd("db#1", result, "");
        group = rules.evidence(group, new Message.Evidence(ID, STOCK, OLD, List.of(end)), 2_000);
    }

    private static Settling.Fence fence(boolean endsBranches) {
        return new Settling.Fence(ID, STOCK, OLD, List.of(FIRST), true, List.of("db#1"), endsBranches);
    }

    private static Message.Close close() {
        return close(FIRST);
    }

    private static Message.Close close(CallPath... ofStock) {
        return close(null, ofStock);
    }

    private static Message.Close close(@Nullable Holding ofStock, CallPath... paths) {
        return new Message.Close(
                ID,
                ORDER,
                OLD,
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                List.of(new UnitCalls(STOCK, List.of(paths), ofStock)),
                false,
                List.of("orders#1"),
                "",
                Compensation.UNIT,
                List.of());
    }

    private static Settling.Statement state(UnitId unit, Saying saying) {
        CallPath path = unit.equals(ORDER) ? CallPath.ROOT : FIRST;
        Settling.UnitWork own = new Settling.UnitWork(unit, List.of(path), false, List.of("db#1"));
        return new Settling.Statement(ID, unit, OLD, saying, own, false, List.of(), null, List.of());
    }
}
