package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
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
    void forgetsWhatItFoundWhenTheStoreForgetsAgain() {
        hear(close());
        hear(state(STOCK, Saying.NOT_COMMITTED));
        group = settling.anew(group, new Epoch("later"), 5_000);
        hear(state(ORDER, Saying.NOT_COMMITTED));

        assertThat(group.state()).isEqualTo(GroupState.SETTLING);
        assertThat(group.recordEpoch()).isEqualTo(new Epoch("later"));
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
        return new Message.Close(
                ID,
                ORDER,
                OLD,
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                List.of(new UnitCalls(STOCK, List.of(FIRST))),
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
