package io.txgroup.client.core;

import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.Settling.Saying;
import io.txgroup.protocol.UnitCalls;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a unit does when the managers' store has forgotten its group: it stops acting on what comes from the group's own
 * epoch, and says what it knows. From then on only the outcome of an evidence run counts. Guarded by its unit's monitor.
 */
final class Freezing {
    private static final Logger log = LoggerFactory.getLogger(Freezing.class);

    /** So long another process may still be about to end a branch of this unit as it was told before. */
    private static final long OTHERS_MAY_ACT_NANOS = 30_000_000_000L;

    private final Unit unit;
    private final MarkSearch marks;
    private boolean frozen;
    private @Nullable Saying found;
    private Settling.@Nullable GroupUnits units;

    Freezing(Unit unit) {
        this.unit = unit;
        this.marks = new MarkSearch(unit);
    }

    boolean isFrozen() {
        return frozen;
    }

    /** Keeps in mind who belongs to the group: the store may forget it. */
    void hears(Message.ToUnit message) {
        Settling.GroupUnits named = null;
        if (message instanceof Message.Prepare prepare) {
            named = prepare.units();
        } else if (message instanceof Message.Tell tell && tell.source() != null) {
            named = tell.source().units();
        }
        if (named != null) {
            synchronized (unit) {
                units = named;
            }
        }
    }

    /** Whether an outcome comes too late, because the unit is frozen and no evidence run has found it. */
    boolean ignores(Message.Tell tell) {
        boolean isOld = tell.source() == null
                || tell.source().epoch().equals(unit.conversation().epoch());
        return frozen && !unit.owner().rules().obeysWhenFrozen(isOld);
    }

    /** A manager's evidence run wants to know: acts on nothing old any more, and says so. */
    void asked(String manager) {
        boolean nobodyCounts;
        synchronized (unit) {
            if (!frozen) {
                frozen = true;
                marks.notBefore(now() + OTHERS_MAY_ACT_NANOS);
                log.info("{} - the managers' store has forgotten it; frozen until its outcome is found out", unit);
            }
            nobodyCounts = unit.state() == UnitState.OPEN;
            if (nobodyCounts) {
                unit.markRollbackOnly("the managers' store has forgotten the group, and it was not closed");
            }
        }
        if (nobodyCounts) {
            unit.endAlone(unit.owner().around().work());
        }
        synchronized (unit) {
            say(manager, saying());
        }
    }

    /** Somebody asks who knows the group: makes itself known, and promises nothing that it does not know already. */
    void recalled(String manager) {
        synchronized (unit) {
            say(manager, unit.goesOn() ? Saying.UNSURE : saying());
        }
    }

    private Saying saying() {
        boolean isStarter = unit.starter().isPresent();
        return switch (unit.state()) {
            case OPEN -> Saying.UNSURE;
            case ANSWERED -> inDoubt();
            case COMMITTING -> Saying.COMMITTED;
            case ROLLING_BACK -> isStarter ? Saying.NEVER : Saying.UNSURE;
            case ENDED ->
                unit.conversation()
                                .ended()
                                .filter(ack -> ack.outcome() == Outcome.COMMIT)
                                .isPresent()
                        ? Saying.COMMITTED
                        : isStarter ? Saying.NEVER : Saying.NOT_COMMITTED;
        };
    }

    /** What only this unit holds is not committed; what is prepared, others may have ended, and a mark tells. */
    private Saying inDoubt() {
        if (unit.preparation().isRunning()) {
            return Saying.UNSURE;
        }
        if (!unit.preparation().saidYes()) {
            return Saying.NOT_COMMITTED;
        }
        if (found == null) {
            marks.look(outcome -> found(outcome));
        }
        return found == null ? Saying.UNSURE : found;
    }

    private void found(Optional<Outcome> outcome) {
        synchronized (unit) {
            outcome.ifPresent(known -> found = known == Outcome.COMMIT ? Saying.COMMITTED : Saying.NOT_COMMITTED);
        }
    }

    private void say(String manager, Saying saying) {
        if (unit.conversation().begunIn().isEmpty()) {
            return;
        }
        List<ResourceEnd> ends =
                unit.conversation().ended().map(Message.Acknowledge::ends).orElse(List.of());
        List<String> names = ends.isEmpty()
                ? unit.resources().namesUntilEnded()
                : ends.stream().map(ResourceEnd::resource).toList();
        Optional<Message.Close> close = unit.starter().flatMap(Starter::closedWithCommit);
        List<UnitCalls> expected = close.map(Message.Close::expected).orElse(List.of());
        Settling.UnitWork own = new Settling.UnitWork(
                unit.id(), List.copyOf(unit.joined()), unit.resources().canPrepareUntilEnded(), names);
        unit.owner()
                .around()
                .link()
                .send(
                        manager,
                        new Settling.Statement(
                                unit.groupId(),
                                unit.id(),
                                unit.conversation().epoch(),
                                saying,
                                own,
                                close.isPresent(),
                                expected,
                                units,
                                ends));
    }

    private long now() {
        return unit.owner().around().time().now();
    }
}
