package io.txgroup.verification.simulation;

import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Replay;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What must hold of attempts to make all calls of a group again: each is committed as a whole or not at all, and only if that was
 * told. Only looks, at what really is in databases.
 */
final class Attempts {
    private final World world;
    private final Set<Attempt> begun = new HashSet<>();
    private final Set<Attempt> committed = new HashSet<>();
    private final Map<Attempt, Session> rolledBack = new HashMap<>();
    private final Map<Version, Integer> written = new HashMap<>();
    private final Map<GroupId, Integer> newest = new HashMap<>();

    private record Attempt(GroupId groupId, int number) {}

    Attempts(World world) {
        this.world = world;
    }

    /** A manager writes a record. */
    void isWritten(Group group, Version version) {
        CompensationRecord record = group.compensation();
        StarterReplay replay = record == null ? null : record.replay();
        if (replay != null) {
            written.put(version, replay.attempt());
        }
    }

    /** What was written is safe: the attempts before its own are over. */
    void passedGate(GroupId id, Version version) {
        Integer attempt = written.get(version);
        if (attempt != null) {
            newest.merge(id, attempt, Math::max);
        }
    }

    /** A manager says something of an attempt to a connected process. */
    void leaves(Replay.ToProcess order) {
        Ledger ledger = world.ledgers.of(order.groupId());
        if (order instanceof Replay.Begin begin) {
            asked(ledger, begin);
        } else if (order instanceof Replay.Part part) {
            Replay.Work work = part.work();
            if (work != null) {
                begins(ledger, part);
                world.standstill.accept(part.unit().process());
                world.losses.areEnded(ledger, work.unit(), work.resources());
            }
        } else if (order instanceof Replay.Told told) {
            told(ledger, told);
        } else {
            world.figures.recovered("looks at what attempts have left");
        }
    }

    private void asked(Ledger ledger, Replay.Begin begin) {
        world.figures.recovered("replays asked for");
        ledger.commitTold |= ledger.gated == Outcome.COMMIT; // if its units were gone before they could be told
        if (!ledger.wishes.mayRedo()) {
            throw fail(
                    Invariant.CALLBACK_FIRST,
                    ledger,
                    "attempt " + begin.attempt() + " is asked for, but " + ledger.wishes);
        }
        attention();
    }

    private void attention() {
        if (world.dice.chance(world.profile.attention)) {
            world.attention.run();
        }
    }

    private void begins(Ledger ledger, Replay.Part part) {
        if (begun.add(new Attempt(ledger.id(), part.attempt()))) {
            world.figures.recovered("attempts begun");
            attention();
        }
    }

    private void told(Ledger ledger, Replay.Told told) {
        Attempt attempt = new Attempt(told.groupId(), told.attempt());
        if (told.outcome() == Outcome.COMMIT && committed.add(attempt)) {
            int known = newest.getOrDefault(ledger.id(), 0);
            if (known > told.attempt() && !isForgotten(ledger)) {
                throw fail(
                        Invariant.WHOLE_ATTEMPT,
                        ledger,
                        "attempt " + told.attempt() + " is told COMMIT for the first time, it was over when attempt "
                                + known + " was recorded");
            }
            world.figures.recovered("attempts told COMMIT");
            attention();
        } else if (told.outcome() == Outcome.ROLLBACK) {
            world.figures.recovered("participants told ROLLBACK");
        }
    }

    /** A session of an attempt is to be committed. */
    void commits(Session session) {
        if (session.attempt() == 0) {
            return;
        }
        Attempt attempt = of(session);
        if (!committed.contains(attempt)) {
            throw fail(
                    Invariant.NEVER_ALONE, session.ledger(), session + " commits, but its attempt was not told COMMIT");
        }
        Session other = rolledBack.get(attempt);
        if (other != null && session.isRepairing()) {
            throw fail(Invariant.WHOLE_ATTEMPT, session.ledger(), session + " commits, rolled back was " + other);
        }
    }

    /** A session of an attempt, or of a redo, is to be rolled back. */
    void rollsBack(Session session) {
        if (session.attempt() == 0 || !session.isRepairing() || isForgotten(session.ledger())) {
            return;
        }
        if (committed.contains(of(session))) {
            throw fail(
                    Invariant.WHOLE_ATTEMPT,
                    session.ledger(),
                    session + " is rolled back, its attempt was told COMMIT");
        }
        rolledBack.putIfAbsent(of(session), session);
    }

    private static Attempt of(Session session) {
        return new Attempt(session.ledger().id(), session.attempt());
    }

    /** The store may have forgotten that an attempt was to be committed; what is lost stays lost then. */
    private boolean isForgotten(Ledger ledger) {
        return ledger.epoch == null
                || !ledger.epoch.equals(world.ledgers.epoch(ledger.id().shard()));
    }

    private Violation fail(Invariant invariant, Ledger ledger, String what) {
        return world.ledgers.fail(invariant, ledger.id(), what);
    }
}
