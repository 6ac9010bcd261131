package io.txgroup.verification.simulation;

import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CallbackReply.Choice;
import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.manager.compensation.CompensationState;
import java.util.function.Consumer;

/** One manager's way to the application, which answers anything, after any time, or can't be reached. */
final class SimulatedCallback implements Callback {
    private final World world;
    private final ManagerProcess manager;

    SimulatedCallback(World world, ManagerProcess manager) {
        this.world = world;
        this.manager = manager;
    }

    @Override
    public void created(CompensationEvent event, Consumer<CallbackReply> reply) {
        Ledger ledger = world.ledgers.of(event.groupId());
        answer(event, answer -> {
            ledger.wishes.replied(answer);
            reply.accept(answer);
        });
    }

    @Override
    public void ended(CompensationEvent event, Consumer<CallbackReply> reply) {
        if (event.state() != CompensationState.COMMITTED && event.state() != CompensationState.RESOLVED) {
            throw world.ledgers.fail(
                    Invariant.TRUE_ANSWER, event.groupId(), "the callback is told of an end, but it is " + event);
        }
        answer(event, reply);
    }

    private void answer(CompensationEvent event, Consumer<CallbackReply> reply) {
        world.trace.add(() -> manager + " tells the callback " + event);
        CallbackReply answer = world.profile.callback ? draw() : new CallbackReply.NoCallback();
        world.figures.said("the callback: "
                + (answer instanceof CallbackReply.Decision decision
                        ? decision.choice().name()
                        : answer.getClass().getSimpleName()));
        if (answer instanceof CallbackReply.NoCallback) {
            reply.accept(answer);
            return;
        }
        double latest = world.dice.chance(0.2) ? (double) LONGEST_MILLIS : 500;
        world.timeline.after(world.dice.millis(1, latest), manager, () -> {
            world.trace.add(() -> manager + " hears from the callback of " + event.groupId() + ": " + answer);
            reply.accept(answer);
        });
    }

    private CallbackReply draw() {
        int drawn = world.dice.below(100);
        if (drawn < 15) {
            return new CallbackReply.Decision(Choice.COMPENSATE, "go on");
        } else if (drawn < 25) {
            return new CallbackReply.Decision(Choice.HOLD, "somebody shall look");
        } else if (drawn < 35) {
            return new CallbackReply.Decision(Choice.DISCARD, "not needed any more");
        } else if (drawn < 65) {
            return new CallbackReply.Unreachable("nobody answers");
        }
        return new CallbackReply.Acknowledged();
    }
}
