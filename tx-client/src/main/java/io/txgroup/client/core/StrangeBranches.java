package io.txgroup.client.core;

import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prepared branches of one resource manager that no unit of this process will end: asked for once they were seen in
 * two looks, ended only when a manager has told the outcome. Thread-safe.
 */
final class StrangeBranches {
    private static final Logger log = LoggerFactory.getLogger(StrangeBranches.class);
    /** Less than a frozen unit waits before it believes that nobody ends its branches any more. */
    private static final long ACT_WITHIN_NANOS = 10_000_000_000L;

    private static final long LONG_LOOK_NANOS = 60_000_000_000L;
    private static final long ALARM_AFTER_NANOS = 300_000_000_000L;

    private final ResourceRecovery resource;
    private final Surroundings around;
    private final ClientRules rules;
    private final Predicate<PreparedBranch> isEndedHere;
    private final EvidencePost post;
    private Map<PreparedBranch, Seen> seen = new HashMap<>();
    private boolean inTrouble;
    private boolean looking;
    private long lookingSince;

    StrangeBranches(
            ResourceRecovery resource,
            Surroundings around,
            ClientRules rules,
            Predicate<PreparedBranch> isEndedHere,
            EvidencePost post) {
        this.resource = resource;
        this.around = around;
        this.rules = rules;
        this.isEndedHere = isEndedHere;
        this.post = post;
    }

    /** What is known of one branch. */
    private static final class Seen {
        private final long since;
        private int looks;
        private boolean ending;
        private boolean warnedOfEpoch;
        private boolean warnedOfFailure;

        Seen(long since) {
            this.since = since;
        }
    }

    boolean isOf(ResourceRecovery other) {
        return resource == other;
    }

    /** Looks in a worker, unless the look before still goes on: one database that hangs does not keep others waiting. */
    void lookSoon() {
        synchronized (this) {
            if (looking) {
                warnOfLongLook();
                return;
            }
            looking = true;
            lookingSince = now();
        }
        around.work().execute(() -> {
            try {
                look();
            } finally {
                synchronized (this) {
                    looking = false;
                }
            }
        });
    }

    private void warnOfLongLook() {
        long waited = now() - lookingSince;
        if (!inTrouble && waited > LONG_LOOK_NANOS) {
            inTrouble = true;
            log.warn(
                    "{} - has not answered for {} s when it was asked for branches that units left prepared; set a socket"
                            + " timeout in its driver's URL, so that a connection that is dead is found out",
                    resource.resource(),
                    waited / 1_000_000_000);
        }
    }

    /** Looks which branches there are, and asks for those that were there before. */
    private void look() {
        List<PreparedBranch> prepared;
        try {
            prepared = resource.prepared();
            inTrouble = false;
        } catch (Exception e) {
            if (!inTrouble) {
                log.warn(
                        "{} - can't be looked at for branches that units left prepared; tried again every few seconds",
                        resource.resource(),
                        e);
            }
            inTrouble = true;
            return;
        }
        Set<Message.AskForBranch> questions = new HashSet<>();
        synchronized (this) {
            Map<PreparedBranch, Seen> now = new HashMap<>();
            for (PreparedBranch branch : prepared) {
                if (isEndedHere.test(branch)) {
                    continue;
                }
                Seen known = seen.getOrDefault(branch, new Seen(now()));
                known.looks++;
                now.put(branch, known);
                if (known.looks > 1 && !known.ending) {
                    questions.add(new Message.AskForBranch(branch.groupId(), branch.token(), branch.epochMark()));
                }
            }
            seen = now;
        }
        questions.forEach(question -> around.link().send("", question));
    }

    /** A manager has told the outcome: ends the branches that it names, each in a worker, while it still holds. */
    void told(Message.BranchOutcome told, BooleanSupplier stillHolds) {
        long until = now() + ACT_WITHIN_NANOS;
        end(told, told.outcome(), told.member(), () -> stillHolds.getAsBoolean() && now() - until < 0);
    }

    /** There is no outcome: the branch stays as it is. */
    void undecided(Message.BranchUndecided undecided) {
        if (undecided.why() == Why.OTHER_EPOCH) {
            warnOfEpoch(undecided);
        }
        rules.whenBranchIsUndecided().ifPresent(outcome -> end(undecided, outcome, null, () -> true));
    }

    private synchronized void warnOfEpoch(Message.BranchUndecided undecided) {
        seen.forEach((branch, known) -> {
            long age = now() - known.since;
            if (isNamed(branch, undecided) && !known.warnedOfEpoch && age > ALARM_AFTER_NANOS) {
                known.warnedOfEpoch = true;
                log.warn(
                        "Group {} - branch {} of {} was found prepared {} s ago, and the managers' store may have"
                                + " forgotten its group (another epoch): it keeps its locks until a person ends it",
                        branch.groupId(),
                        branch.name(),
                        resource.resource(),
                        age / 1_000_000_000);
            }
        });
    }

    private void end(
            Message.OfBranch message, Outcome outcome, @Nullable UnitCalls member, BooleanSupplier stillHolds) {
        Set<PreparedBranch> named = new HashSet<>();
        synchronized (this) {
            seen.forEach((branch, known) -> {
                if (isNamed(branch, message) && known.looks > 1 && !known.ending) {
                    known.ending = true;
                    named.add(branch);
                }
            });
        }
        for (PreparedBranch branch : named) {
            around.work().execute(() -> {
                try {
                    resource.end(branch, outcome, stillHolds);
                } catch (ResourceLostException e) {
                    hasLost(branch, message, member, e);
                    return;
                } catch (Exception e) {
                    failed(branch, outcome, e);
                    return;
                }
                hasEnded(branch, message, outcome, member);
            });
        }
    }

    private static boolean isNamed(PreparedBranch branch, Message.OfBranch message) {
        return branch.groupId().equals(message.groupId())
                && branch.token().equals(message.token())
                && branch.epochMark().equals(message.epochMark());
    }

    private void hasEnded(
            PreparedBranch branch, Message.OfBranch message, Outcome outcome, @Nullable UnitCalls member) {
        synchronized (this) {
            seen.remove(branch);
        }
        log.info(
                "Group {} - branch {} of {}, which its process left prepared, is ended here with {}",
                branch.groupId(),
                branch.name(),
                resource.resource(),
                outcome);
        tell(
                branch,
                message,
                member,
                outcome == Outcome.COMMIT ? ResourceEnd.Result.COMMITTED : ResourceEnd.Result.ROLLED_BACK,
                "its branch was ended by " + around.self());
    }

    /** Its work was committed but for what could not be done: neither committed nor lost, so a person must look. */
    private void hasLost(
            PreparedBranch branch, Message.OfBranch message, @Nullable UnitCalls member, ResourceLostException e) {
        synchronized (this) {
            seen.remove(branch);
        }
        log.error(
                "Group {} - branch {} of {}, which its process left prepared, could not be committed as a whole: {}",
                branch.groupId(),
                branch.name(),
                resource.resource(),
                e.getMessage());
        tell(branch, message, member, ResourceEnd.Result.UNPROVEN, String.valueOf(e.getMessage()));
    }

    private void tell(
            PreparedBranch branch,
            Message.OfBranch message,
            @Nullable UnitCalls member,
            ResourceEnd.Result result,
            String detail) {
        if (member != null && message instanceof Message.BranchOutcome told) {
            ResourceEnd end = new ResourceEnd(resource.resource() + "#" + branch.ordinal(), result, detail);
            post.add(new Message.Evidence(branch.groupId(), member.unit(), told.epoch(), List.of(end)));
        }
    }

    private synchronized void failed(PreparedBranch branch, Outcome outcome, Exception e) {
        Seen known = seen.get(branch);
        if (known == null) {
            return;
        }
        known.ending = false;
        if (known.warnedOfFailure) {
            log.debug("Group {} - branch {} still can't be ended", branch.groupId(), branch.name(), e);
        } else {
            known.warnedOfFailure = true;
            log.warn(
                    "Group {} - branch {} of {} could not be ended with {}; it is tried again",
                    branch.groupId(),
                    branch.name(),
                    resource.resource(),
                    outcome,
                    e);
        }
    }

    private long now() {
        return around.time().now();
    }
}
