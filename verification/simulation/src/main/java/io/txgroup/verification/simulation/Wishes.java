package io.txgroup.verification.simulation;

import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.manager.compensation.Order;

/** What the callback has said of one group's lost work, and what operators have ordered: as it was said, not as it was recorded. */
final class Wishes {
    private final CompensationPolicy policy;
    private int tries;
    private boolean unreached;
    private boolean answered;
    private boolean goesOn;
    private boolean discards;

    Wishes(CompensationPolicy policy) {
        this.policy = policy;
    }

    /** A manager writes that so many tries to tell it have begun. */
    void told(int begun) {
        tries = Math.max(tries, begun);
    }

    /** The callback answers a manager. */
    void replied(CallbackReply reply) {
        if (reply instanceof CallbackReply.Unreachable) {
            unreached = true;
            return;
        }
        answered = true;
        if (reply instanceof CallbackReply.Decision decision) {
            goesOn |= decision.choice() == CallbackReply.Choice.COMPENSATE;
            discards |= decision.choice() == CallbackReply.Choice.DISCARD;
        } else {
            goesOn = true;
        }
    }

    /** An operator orders something; whether it is recorded, others see. */
    void ordered(Order.Kind kind) {
        goesOn |= kind == Order.Kind.REPAIR_NOW || kind == Order.Kind.RESUME;
        discards |= kind == Order.Kind.DISCARD;
    }

    private boolean isGivenUp() {
        return unreached && tries >= policy.attempts();
    }

    boolean mayRedo() {
        boolean proceeds = isGivenUp() && policy.unreachable() == WhenUnreachable.PROCEED;
        return (answered || isGivenUp()) && (goesOn || proceeds);
    }

    boolean mayDiscard() {
        return (answered || isGivenUp()) && discards;
    }

    @Override
    public String toString() {
        return "answered=" + answered + " unreached=" + unreached + " tries=" + tries + " goesOn=" + goesOn
                + " discards=" + discards;
    }
}
