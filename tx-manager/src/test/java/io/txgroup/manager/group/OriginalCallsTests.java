package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which call of a group a call of its replay is. */
class OriginalCallsTests {
    private static final GroupId ID = GroupId.next(1, new Random(1), 1);
    private static final Epoch EPOCH = new Epoch("e");
    private static final UnitId ONE = ReplayStage.unit("storage", "one");
    private static final UnitId TWO = ReplayStage.unit("storage", "two");

    private Group group = Group.created(ID, EPOCH, ReplayStage.ORDER, 1, 1, 1, "Order.place");

    OriginalCallsTests() {
        joined(ReplayStage.ORDER, Result.COMMITTED, ran("0", "place", "[1]"));
    }

    private static Invocation ran(String path, String method, String arguments) {
        return new Invocation(new CallPath(path), method, arguments, List.of(), Map.of(), "");
    }

    private void joined(UnitId unit, Result result, Invocation... calls) {
        joined(unit, result, List.of(calls), List.of(calls));
    }

    private void joined(UnitId unit, Result result, List<Invocation> calls, List<Invocation> told) {
        List<CallPath> paths = new ArrayList<>();
        calls.forEach(call -> paths.add(call.callPath()));
        group = group.withMember(Member.of(unit)
                .joined(paths, false, List.of("db#1"))
                .invoked(new Invoked(Compensation.UNIT, told))
                .acknowledged(Outcome.COMMIT, List.of(new ResourceEnd("db#1", result, ""))));
    }

    private OriginalCalls.Match match(String method, String arguments) {
        Replay.AskForPart ask = new Replay.AskForPart(
                ID,
                EPOCH,
                1,
                ONE,
                new CallPath("0.9"),
                CallPath.ROOT,
                method,
                ran("0.9", method, arguments).argumentsHash(),
                1);
        return new OriginalCalls(group).match(ask, StarterReplay.of(1, "", ""));
    }

    @Test
    void equalCallsAreToldApartByTheirArguments() {
        joined(ONE, Result.COMMITTED, ran("0.1", "take", "[7]"));
        joined(TWO, Result.LOST, ran("0.2", "take", "[8]"));

        assertThat(match("take", "[8]").call())
                .extracting(OriginalCalls.Original::path)
                .isEqualTo(new CallPath("0.2"));
    }

    @Test
    void callsThatCouldBeMistakenForOneAnotherDiffer() {
        joined(ONE, Result.COMMITTED, ran("0.1", "take", "[7]"));
        joined(TWO, Result.LOST, ran("0.2", "take", "[8]"));

        OriginalCalls.Match match = match("take", "[9]");

        assertThat(match.call()).isNull();
        assertThat(match.mistakable()).contains("0.1 storage take", "0.2 storage take");
    }

    @Test
    void theOnlyCallOfAMethodIsTheOneWhateverItsArguments() {
        joined(TWO, Result.LOST, ran("0.1", "give", "[7]"), ran("0.2", "take", "[8]"));

        assertThat(match("take", "[a new number]").call())
                .extracting(OriginalCalls.Original::path)
                .isEqualTo(new CallPath("0.2"));
    }

    @Test
    void callsOfOneUnitAreTakenInTheirOrder() {
        joined(ONE, Result.LOST, ran("0.10", "take", "[7]"), ran("0.2", "take", "[8]"));

        assertThat(match("take", "[9]").call())
                .extracting(OriginalCalls.Original::path)
                .isEqualTo(new CallPath("0.2"));
    }

    @Test
    void callsThatCallOthersAreNotTakenForOneAnother() {
        joined(ONE, Result.LOST, ran("0.1", "take", "[7]"), ran("0.2", "take", "[8]"), ran("0.2.1", "note", "[8]"));

        assertThat(match("take", "[9]").mistakable()).isNotEmpty();
    }

    @Test
    void durableWorkThatDidNotSayWhatItRanIsFoundByItsService() {
        joined(TWO, Result.COMMITTED, List.of(ran("0.1", "take", "[7]")), List.of());

        assertThat(match("take", "[7]").call())
                .extracting(OriginalCalls.Original::path)
                .isEqualTo(new CallPath("0.1"));
        assertThat(new OriginalCalls(group).barred()).isEmpty();
    }

    @Test
    void aCallOfAnotherMethodIsNoneOfThem() {
        joined(ONE, Result.LOST, ran("0.1", "take", "[7]"));

        OriginalCalls.Match match = match("reserve", "[7]");
        assertThat(match.call()).isNull();
        assertThat(match.mistakable()).isEmpty();
    }

    @Test
    void aCallerThatWroteNothingIsNotKnownAgain() {
        joined(ONE, Result.LOST, ran("0.1.1", "take", "[7]"));

        assertThat(new OriginalCalls(group).barred()).contains("made by call 0.1, which wrote nothing");
    }
}
