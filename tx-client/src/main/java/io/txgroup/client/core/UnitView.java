package io.txgroup.client.core;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.List;

/**
 * How a unit stood at one moment, for those who only look.
 *
 * @param groupId its group
 * @param unit its name
 * @param label what a person calls the group; empty where another process started it
 * @param state where it stands
 * @param callPaths the calls that it has served or serves
 * @param running how many of them still run
 * @param age since its first call
 * @param timeLeft until the group's deadline; negative when it has passed
 * @param rollbackOnly why COMMIT is impossible, in words for a person; empty if it is possible
 * @param held what it holds, in the order in which it was taken
 */
public record UnitView(
        GroupId groupId,
        UnitId unit,
        String label,
        UnitState state,
        List<CallPath> callPaths,
        int running,
        Duration age,
        Duration timeLeft,
        String rollbackOnly,
        List<Held> held) {

    /**
     * A resource that is held.
     *
     * @param name as the resource calls itself, for instance {@code ds#1}
     * @param age since it was taken
     */
    public record Held(String name, Duration age) {}

    public UnitView {
        callPaths = List.copyOf(callPaths);
        held = List.copyOf(held);
    }

    /** Whether it has joined and has not learned the outcome. */
    public boolean inDoubt() {
        return state == UnitState.ANSWERED;
    }

    /** Whether the group's deadline has passed without an end here. */
    public boolean overdue() {
        return state != UnitState.ENDED && timeLeft.isNegative();
    }

    static UnitView of(Unit unit) {
        synchronized (unit) {
            List<Call> calls = unit.calls();
            return new UnitView(
                    unit.groupId(),
                    unit.id(),
                    unit.starter().map(Starter::label).orElse(""),
                    unit.state(),
                    calls.stream().map(Call::callPath).toList(),
                    (int) calls.stream().filter(call -> !call.sealed()).count(),
                    calls.stream().map(Call::age).max(Duration::compareTo).orElse(Duration.ZERO),
                    Duration.ofNanos(unit.nanosLeft()),
                    unit.rollbackOnly(),
                    unit.resources().views(unit));
        }
    }
}
