package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of compensations, and what they may do. Any manager gives the same answers and takes the same orders.
 * Nothing blocks; a stage completes exceptionally if the store does not answer. Thread-safe.
 *
 * <p>Who orders something names the version that was looked at: if the record has another one by now, nothing is done and
 * {@link Answer.Result#CHANGED} is answered, so of two operators one wins and the other one looks again. An order counts
 * when its answer is {@link Answer.Result#DONE}: it is then stored so that a failover does not forget it. What it leads
 * to happens afterwards, and is seen in the record.
 */
public interface Compensations {
    /** Compensations, newest first; also those that are over, as long as they are kept. */
    CompletionStage<Page> list(Query query);

    /** The compensation of that group; empty if there is none, none any more, or none yet. */
    CompletionStage<Optional<Seen>> one(GroupId id);

    /**
     * Tries again at once what is lost, whether it waits for its next attempt, has used up its attempts, is held, or is
     * switched off by the policy. Refused where nobody but a person can do the work again.
     */
    CompletionStage<Answer> repairNow(GroupId id, String version, String by, String note);

    /** Parks it: no further attempt is begun. One that runs already may still repair it. */
    CompletionStage<Answer> hold(GroupId id, String version, String by, String note);

    /** Lets one that was held go on as the policy says. Refused if nothing of it would go on by itself. */
    CompletionStage<Answer> resume(GroupId id, String version, String by, String note);

    /**
     * Sees to it that what is lost is never repaired, in each of its databases, and then ends it as RESOLVED. Can't be
     * taken back. An attempt that is running may be faster; what it repairs stays.
     *
     * @param note why, never blank
     * @throws IllegalArgumentException if the note is blank
     */
    CompletionStage<Answer> discard(GroupId id, String version, String by, String note);

    /**
     * Which compensations are wanted.
     *
     * @param cursor where the page before ended; empty for the first
     * @param limit how many at most, 1 to 500
     * @param states only those; empty for all
     * @param service only those in which work of that service is or was lost; empty for all
     * @param from only those since then, in the store's milliseconds
     * @param until only those before
     */
    record Query(String cursor, int limit, Set<CompensationState> states, String service, long from, long until) {
        private static final int MOST = 500;

        public Query {
            requireNonNull(cursor, "cursor is null");
            requireNonNull(service, "service is null");
            states = Set.copyOf(states);
            if (limit < 1 || limit > MOST) {
                throw new IllegalArgumentException("limit is 1 to " + MOST + ", not " + limit);
            }
        }

        /** The newest of all. */
        public static Query newest(int limit) {
            return new Query("", limit, Set.of(), "", 0, Long.MAX_VALUE);
        }
    }

    /**
     * Some compensations, without the arguments of their invocations.
     *
     * @param next where the next page begins; null after the last. A page may have fewer than wanted, even none, and a next
     */
    record Page(List<Seen> items, @Nullable String next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /**
     * A compensation.
     *
     * @param version names this stand of it, see the class
     * @param label what a person calls the transaction
     * @param now the store's time of this answer, in milliseconds
     * @param work of the units whose work is or was lost
     * @param others of the group's other units
     * @param would what each order would be answered if it were given for this very stand: a dry run, by the same rules
     */
    record Seen(
            GroupId id,
            String version,
            CompensationState state,
            String label,
            long now,
            List<Work> work,
            List<Work> others,
            CompensationRecord record,
            Map<Order.Kind, Answer> would) {
        public Seen {
            work = List.copyOf(work);
            others = List.copyOf(others);
            would = Map.copyOf(would);
        }

        /** The same for a page, in which nobody looks at arguments. */
        public Seen withoutArguments() {
            return new Seen(
                    id,
                    version,
                    state,
                    label,
                    now,
                    work.stream().map(Work::withoutArguments).toList(),
                    others.stream().map(Work::withoutArguments).toList(),
                    record,
                    would);
        }
    }

    /**
     * One unit's work.
     *
     * @param allowed what the application allows to be done
     * @param callPaths the calls that it served
     * @param invocations what it ran; whoever shows arguments masks what {@link Invocation#sensitive()} names
     * @param ends how each resource has ended, as far as it is known
     */
    record Work(
            UnitId unit,
            Compensation allowed,
            List<CallPath> callPaths,
            List<Invocation> invocations,
            List<ResourceEnd> ends) {
        public Work {
            callPaths = List.copyOf(callPaths);
            invocations = List.copyOf(invocations);
            ends = List.copyOf(ends);
        }

        private Work withoutArguments() {
            return new Work(
                    unit,
                    allowed,
                    callPaths,
                    invocations.stream()
                            .map(ran -> new Invocation(
                                    ran.callPath(), ran.methodId(), "", List.of(), Map.of(), ran.manualOnly()))
                            .toList(),
                    ends);
        }
    }

    /**
     * What became of an order.
     *
     * @param message in words for a person: what happens next, or why nothing does
     * @param version the record's version after it, or that it has instead of the named one; empty if it is not known
     */
    record Answer(Result result, String message, String version) {
        /** What became of it. */
        public enum Result {
            /** It is recorded. */
            DONE,
            /** The record is not as the operator saw it: look again. */
            CHANGED,
            /** It makes no sense for a compensation that stands so. */
            REFUSED,
            /** There is no such compensation. */
            NOT_THERE,
            /** The store did not answer, or too few of its replicas: perhaps it is recorded, look again. */
            UNKNOWN
        }
    }
}
