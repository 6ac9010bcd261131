package io.txgroup.manager.group;

import io.txgroup.manager.compensation.Attempt;
import io.txgroup.manager.compensation.CallbackReply.Choice;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.LostWork;
import io.txgroup.manager.compensation.Order;
import io.txgroup.manager.compensation.ReplayedCall;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.compensation.Telling;
import io.txgroup.manager.compensation.UnitRepair;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.RedoEnded;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes what a record may tell of lost work, in any shape. */
final class RandomCompensations {
    private final RandomGenerator random;
    private final RandomGroups groups;

    RandomCompensations(RandomGenerator random, RandomGroups groups) {
        this.random = random;
        this.groups = groups;
    }

    CompensationRecord any() {
        return new CompensationRecord(
                groups.millis(),
                telling(),
                random.nextBoolean() ? null : telling(),
                groups.some(3, i -> repair()),
                groups.some(3, i -> attempt()),
                groups.some(3, i -> order()),
                random.nextBoolean(),
                groups.maybeText(100),
                groups.millis(),
                groups.millis(),
                random.nextBoolean() ? null : replay());
    }

    private StarterReplay replay() {
        return new StarterReplay(
                1 + random.nextInt(9),
                groups.oneOf(StarterReplay.Stage.values()),
                random.nextInt(9),
                groups.millis(),
                groups.millis(),
                random.nextInt(9),
                groups.maybeText(50),
                groups.maybeText(50),
                groups.some(3, i -> new LostWork(groups.unit(), groups.some(2, n -> groups.text(9)))),
                groups.some(
                        3,
                        i -> new ReplayedCall(
                                groups.callPath(),
                                groups.text(9),
                                random.nextBoolean() ? null : groups.callPath(),
                                groups.unit())));
    }

    Invoked invoked() {
        return random.nextBoolean()
                ? new Invoked(Compensation.NEVER, List.of())
                : new Invoked(
                        random.nextBoolean() ? Compensation.UNIT : Compensation.STARTER,
                        groups.some(3, i -> invocation()));
    }

    private Invocation invocation() {
        return new Invocation(
                groups.callPath(),
                groups.text(40),
                groups.maybeText(200),
                groups.some(2, i -> groups.text(10)),
                random.nextBoolean() ? Map.of() : Map.of(groups.text(9), groups.maybeText(9)),
                groups.maybeText(30));
    }

    private Telling telling() {
        return new Telling(
                groups.oneOf(Telling.Result.values()),
                random.nextInt(9),
                groups.millis(),
                groups.millis(),
                random.nextBoolean() ? null : groups.oneOf(Choice.values()),
                groups.maybeText(50));
    }

    private UnitRepair repair() {
        return new UnitRepair(
                groups.unit(),
                1 + random.nextInt(9),
                random.nextInt(9),
                groups.millis(),
                groups.millis(),
                random.nextInt(9),
                groups.maybeText(50),
                groups.maybeText(50));
    }

    private Attempt attempt() {
        return new Attempt(
                groups.unit(),
                1 + random.nextInt(9),
                groups.millis(),
                groups.text(50),
                groups.oneOf(RedoEnded.Result.values()),
                groups.maybeText(100));
    }

    private Order order() {
        return new Order(groups.millis(), groups.text(20), groups.oneOf(Order.Kind.values()), groups.text(50));
    }
}
