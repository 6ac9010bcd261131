package io.txgroup.verification.simulation;

import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.manager.group.GroupState;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Optional;

/** The real rules of a manager, which also count what events they met in which state. */
public final class WatchedRules extends GroupRules {
    static final List<String> EVENTS = List.of(
            "Create",
            "Join",
            "Close COMMIT",
            "Close ROLLBACK",
            "Veto",
            "Prepared yes",
            "Prepared no",
            "Ask",
            "Acknowledge",
            "Statement",
            "Evidence",
            "AskForBranch",
            "time",
            "process gone");

    private final Watch watch;

    /** Counts what the rules meet. */
    @FunctionalInterface
    public interface Watch {
        /** A group in that state has met that event. */
        void seen(GroupState state, String event);
    }

    /** The rules of a manager, and who counts. */
    public WatchedRules(String manager, Watch watch, CompensatingRules compensating) {
        super(manager, compensating);
        this.watch = watch;
    }

    @Override
    public Group apply(Group group, Message.OfUnit message, long now) {
        watch.seen(group.state(), name(message));
        return super.apply(group, message, now);
    }

    @Override
    public Group evidence(Group group, Message.Evidence evidence, long now) {
        watch.seen(group.state(), "Evidence");
        return super.evidence(group, evidence, now);
    }

    @Override
    public Optional<Message.OfBranch> branch(Group group, Message.AskForBranch ask, ProcessId from) {
        watch.seen(group.state(), "AskForBranch");
        return super.branch(group, ask, from);
    }

    @Override
    public Group timePassed(Group group, long now) {
        watch.seen(group.state(), "time");
        return super.timePassed(group, now);
    }

    @Override
    public Group presence(Group group, UnitId unit, boolean present, long now) {
        if (!present) {
            watch.seen(group.state(), "process gone");
        }
        return super.presence(group, unit, present, now);
    }

    private static String name(Message.OfUnit message) {
        if (message instanceof Message.Close close) {
            return "Close " + close.outcome();
        }
        if (message instanceof Message.Prepared prepared) {
            return prepared.yes() ? "Prepared yes" : "Prepared no";
        }
        return message.getClass().getSimpleName();
    }
}
