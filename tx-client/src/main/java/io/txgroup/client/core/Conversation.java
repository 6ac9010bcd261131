package io.txgroup.client.core;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a unit and the managers have said to one another, and what is still unanswered: at any time there is at most one
 * message that the unit must repeat, and {@link #outstanding()} tells which. Guarded by the unit's monitor.
 */
final class Conversation {
    private static final Logger log = LoggerFactory.getLogger(Conversation.class);
    private static final long FIRST_ASK_NANOS = 3_000_000_000L;

    private final Unit unit;
    private final @Nullable Epoch epoch;
    private final Repetition repetition = new Repetition();
    private final Set<CallPath> confirmed = new TreeSet<>();
    private String home;
    private long askFrom;
    private boolean warned;
    private Message.@Nullable Prepared vote;
    private Message.@Nullable Acknowledge end;
    private boolean acknowledging;

    Conversation(Unit unit, @Nullable Epoch epoch, String home) {
        this.unit = unit;
        this.epoch = epoch;
        this.home = home;
    }

    /** What the unit wants answered, and repeats until it is. */
    Optional<Message.OfUnit> outstanding() {
        Optional<Starter> starter = unit.starter();
        return switch (unit.state()) {
            case OPEN ->
                starter.flatMap(Starter::close)
                        .or(() ->
                                starter.flatMap(creating -> creating.creation().message()));
            case ANSWERED ->
                starter.flatMap(Starter::close).flatMap(this::closeOrAsk).or(this::pledge);
            case COMMITTING -> Optional.empty();
            case ROLLING_BACK -> starter.flatMap(Starter::close);
            case ENDED -> acknowledging ? Optional.ofNullable(end) : starter.flatMap(Starter::close);
        };
    }

    /**
     * A unit that has answered: its no, its yes, or its question. Who was asked to prepare is a member: a join would only be
     * refused, if the group was ended and forgotten meanwhile.
     */
    private Optional<Message.OfUnit> pledge() {
        Epoch known = epoch();
        if (!unit.rollbackOnly().isEmpty()) {
            return Optional.of(new Message.Veto(unit.groupId(), unit.id(), known, holds(), unit.rollbackOnly()));
        }
        boolean isCounted =
                !unit.owner().rules().holdsForCertain(unit.preparation().saidYes());
        if (!isCounted && !confirmed.containsAll(unit.joined())) {
            return Optional.of(new Message.Join(
                    unit.groupId(),
                    unit.id(),
                    known,
                    List.copyOf(unit.joined()),
                    unit.resources().canPrepare(),
                    unit.resources().names(),
                    Invocations.of(unit).compensation(unit.joined()),
                    Invocations.of(unit).toRepeat(unit)));
        }
        boolean patient = now() - askFrom < 0;
        return patient ? Optional.empty() : Optional.of(new Message.Ask(unit.groupId(), unit.id(), known, holds()));
    }

    /** Whether nobody but this unit can have ended its work. What is prepared, any process may have ended as told. */
    private boolean holds() {
        return !unit.resources().isEmpty() && !unit.preparation().saidYes();
    }

    /** The starter's close; once its work is prepared the close is recorded, and only the outcome is wanted. */
    private Optional<Message.OfUnit> closeOrAsk(Message.OfUnit close) {
        boolean holds = unit.owner().rules().holdsForCertain(unit.preparation().saidYes());
        return Optional.of(holds ? close : new Message.Ask(unit.groupId(), unit.id(), epoch(), false));
    }

    /** Says what is outstanding, at once and then with growing patience. */
    void say() {
        synchronized (unit) {
            long now = now();
            askFrom = now + FIRST_ASK_NANOS;
            repetition.restart(now);
            outstanding().ifPresent(this::send);
        }
    }

    void tick(long now) {
        synchronized (unit) {
            Optional<Message.OfUnit> wanted = outstanding();
            if (wanted.isPresent() && repetition.due(now)) {
                send(wanted.get());
                warnOfDoubt(wanted.get());
            }
        }
    }

    /** A manager has come back, or one has gone: what is unanswered is said again with the next tick. */
    void managerIsBack() {
        synchronized (unit) {
            repetition.now(now());
        }
    }

    private void warnOfDoubt(Message.OfUnit wanted) {
        if (!warned && wanted instanceof Message.Ask && unit.nanosLeft() < 0) {
            warned = true;
            log.warn(
                    "{} - in doubt {} ms after its deadline; holds {} and keeps asking the managers",
                    unit,
                    -unit.nanosLeft() / 1_000_000,
                    unit.resources().names());
        }
    }

    /** Takes what a manager says, but for the outcome itself. */
    void received(String manager, Message.ToUnit message) {
        if (message instanceof Message.CreateAnswer answer) {
            synchronized (unit) {
                home = answer.home().isEmpty() ? manager : answer.home();
            }
            unit.starter().ifPresent(starter -> starter.creation().answered(answer));
        } else if (message instanceof Message.JoinAnswer answer) {
            synchronized (unit) {
                confirmed.addAll(answer.callPaths());
            }
        } else if (message instanceof Message.JoinNow) {
            joinNow();
        } else if (message instanceof Message.Undecided undecided) {
            undecided(undecided.why());
        } else if (message instanceof Message.Acknowledged) {
            synchronized (unit) {
                acknowledging = false;
            }
        } else if (message instanceof Message.Ended) {
            unit.starter().ifPresent(Starter::groupEnded);
        }
    }

    private void joinNow() {
        synchronized (unit) {
            boolean endedAlone = unit.state() == UnitState.ENDED && !acknowledging;
            if (endedAlone) {
                vetoOnce(unit.rollbackOnly());
            } else {
                confirmed.clear();
                say();
            }
        }
    }

    private void undecided(Why why) {
        if (why == Why.RUNNING || why == Why.STORE_UNAVAILABLE) {
            return;
        }
        if (why == Why.NO_RECORD && unit.preparation().endedElsewhere()) {
            return;
        }
        boolean over;
        synchronized (unit) {
            over = unit.state() == UnitState.ENDED && !acknowledging;
        }
        unit.starter().ifPresent(starter -> starter.notKnown(why, over));
        if (why == Why.NO_RECORD) {
            restIfNothingIsHeld();
        }
    }

    /** The group is over, and nothing here depends on how: nobody can tell it any more, so it is not asked for again. */
    private void restIfNothingIsHeld() {
        synchronized (unit) {
            boolean onlyAsks = unit.state() == UnitState.ANSWERED
                    && !unit.running()
                    && unit.starter().map(Starter::hasClosed).orElse(true);
            if (!onlyAsks || !unit.resources().takingPart().isEmpty()) {
                return;
            }
            log.info("{} - its group is over; how it ended is not known here, and nothing was written", unit);
            unit.end().keepSilent();
            List<HeldResource> idle = unit.resources().takeAll();
            unit.owner().around().work().execute(() -> HeldResources.end(idle, Outcome.ROLLBACK, unit));
            unit.owner().rest(unit);
        }
    }

    /** Says no, once: nobody counts on this unit, but the others need not wait for the deadline. */
    void vetoOnce(String reason) {
        if (epoch != null) {
            send(new Message.Veto(unit.groupId(), unit.id(), epoch, false, reason));
        }
    }

    /** Answers a prepare: with yes if there is no reason against it. */
    void vote(String no) {
        synchronized (unit) {
            vote = new Message.Prepared(unit.groupId(), unit.id(), epoch(), no.isEmpty(), no);
            send(vote);
        }
    }

    /** Prepare was asked again: says what was said, if the answer is known by now. */
    void voteAgain() {
        Message.Prepared said = vote;
        if (said != null) {
            send(said);
        }
    }

    /** The unit has ended its resources. */
    void ended(Outcome outcome, List<ResourceEnd> ends, boolean acknowledge) {
        if (epoch == null) {
            return;
        }
        end = new Message.Acknowledge(unit.groupId(), unit.id(), epoch, outcome, ends);
        if (acknowledge) {
            acknowledgeAgain();
        }
    }

    /** The outcome was told to a unit that has ended: says how it ended. */
    void acknowledgeAgain() {
        unit.starter().ifPresent(Starter::closeAnswered);
        if (end != null) {
            acknowledging = true;
            unit.owner().wake(unit);
            say();
        }
    }

    GroupHeader header(CallPath attempt, long timeLeftMillis) {
        synchronized (unit) {
            if (epoch == null) {
                throw new TxManagerUnavailableException(unit.groupId(), "has no record in the managers' store");
            }
            return new GroupHeader(unit.groupId(), epoch, attempt, Math.max(0, timeLeftMillis), home);
        }
    }

    /** How the unit ended its resources, if it has. */
    Optional<Message.Acknowledge> ended() {
        return Optional.ofNullable(end);
    }

    Optional<Epoch> begunIn() {
        return Optional.ofNullable(epoch);
    }

    Epoch epoch() {
        if (epoch == null) {
            throw new IllegalStateException(
                    "Group " + unit.groupId() + " has no epoch, so it can't have been recorded");
        }
        return epoch;
    }

    private void send(Message.OfUnit message) {
        if (!unit.owner().around().link().send(home, message)) {
            log.debug("{} - no manager is connected, {} waits", unit, message);
        }
    }

    private long now() {
        return unit.owner().around().time().now();
    }
}
