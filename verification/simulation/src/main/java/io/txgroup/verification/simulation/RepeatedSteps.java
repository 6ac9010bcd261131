package io.txgroup.verification.simulation;

import io.txgroup.client.core.CannotRepeatException;
import io.txgroup.client.core.Invoked;
import io.txgroup.client.core.Repeating;
import io.txgroup.client.core.ReplayCall;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** The steps that one process can run again, in place of the beans of a service. */
final class RepeatedSteps implements Repeating {
    private static final int TOO_LITTLE = 3;
    private static final int METHODS = 3;

    private final World world;
    private final ServiceProcess process;
    private final boolean isOtherVersion;

    RepeatedSteps(World world, ServiceProcess process) {
        this.world = world;
        this.process = process;
        this.isOtherVersion = world.faulty && world.dice.chance(world.profile.otherVersion);
    }

    /** What a process writes down of a step that begins. */
    static Invoked invoked(Step step) {
        return invoked(step, 0);
    }

    /** The same in an attempt to make all calls again, from 1. */
    static Invoked invoked(Step step, int attempt) {
        String time = step.is(Step.Trait.NEW_ARGUMENTS) ? ", " + attempt : "";
        return new Invoked() {
            @Override
            public Compensation compensation() {
                if (step.is(Step.Trait.NEVER_AGAIN)) {
                    return Compensation.NEVER;
                }
                return step.is(Step.Trait.REPLAYED) ? Compensation.STARTER : Compensation.UNIT;
            }

            @Override
            public Invocation at(CallPath callPath) {
                return new Invocation(callPath, name(step), "[" + step.number() + time + "]", List.of(), Map.of(), "");
            }
        };
    }

    /** Several steps are calls of one method; what is called in a replay only is of another one. */
    private static String name(Step step) {
        return step.number() <= ReplayedStep.STRANGE
                ? "a new method"
                : "method " + Math.floorMod(step.number(), METHODS);
    }

    @Override
    public Executor executor() {
        return task -> world.timeline.after(world.dice.millis(0.05, 1), process, () -> {
            world.step(process);
            task.run();
        });
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public int maxSize() {
        return world.profile.keepsLittle ? TOO_LITTLE : DEFAULT_MAX_SIZE;
    }

    @Override
    public Again prepare(Invocation invocation) throws CannotRepeatException {
        if (isOtherVersion) {
            throw new CannotRepeatException("this version has no " + invocation.methodId());
        }
        return scope -> {
            Execution original = world.ledgers.of(scope.groupId()).execution(scope.unit(), scope.callPath());
            if (!name(original.step()).equals(invocation.methodId())) {
                throw world.ledgers.fail(
                        Invariant.NO_FAILURE,
                        scope.groupId(),
                        invocation + " is to be run again, but it was " + original.step());
            }
            if (scope instanceof ReplayCall call) {
                new ReplayedCalls(world).begin(process, original, call);
            } else {
                new Repetition(world, process, original, scope).run();
            }
        };
    }
}
