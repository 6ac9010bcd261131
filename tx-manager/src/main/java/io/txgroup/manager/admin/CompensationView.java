package io.txgroup.manager.admin;

import io.txgroup.manager.compensation.Attempt;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.manager.compensation.Compensations.Answer;
import io.txgroup.manager.compensation.Compensations.Seen;
import io.txgroup.manager.compensation.Compensations.Work;
import io.txgroup.manager.compensation.Order;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.compensation.Telling;
import io.txgroup.manager.compensation.UnitRepair;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.ResourceEnd;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a person may want to know of one compensation. Times are the store's. What is sensitive is masked.
 *
 * @param now the store's time of this answer
 * @param keepUntil until when the record is kept; null before its end
 * @param lost the units whose work is or was lost
 * @param others the group's other units: what is there
 * @param attempts how the tries to do it again have ended, oldest first, the newest 20
 * @param replay what was called then and now, where the starter's service makes all calls again; null elsewhere
 * @param created how far the callback has been told of it
 * @param ended how far the callback has been told of its end; null before
 * @param orders what was ordered, oldest first, the newest 20
 * @param actions what each action would lead to now
 */
record CompensationView(
        CompensationSummary summary,
        Instant now,
        @Nullable Instant keepUntil,
        List<Part> lost,
        List<Part> others,
        List<Tried> attempts,
        @Nullable ReplayView replay,
        Told created,
        @Nullable Told ended,
        List<Ordered> orders,
        List<Action> actions) {
    CompensationView {
        lost = List.copyOf(lost);
        others = List.copyOf(others);
        attempts = List.copyOf(attempts);
        orders = List.copyOf(orders);
        actions = List.copyOf(actions);
    }

    /**
     * A unit.
     *
     * @param allowed what the application allows to be done by itself
     * @param ran what it ran, with what it takes to run it again
     * @param resources what is known of what it held, with what proves it
     * @param repair how far it is; null where nothing was lost
     */
    record Part(
            String service,
            String instance,
            String process,
            String token,
            Compensation allowed,
            List<Ran> ran,
            List<GroupView.ResourceView> resources,
            @Nullable Repair repair) {
        Part {
            ran = List.copyOf(ran);
            resources = List.copyOf(resources);
        }
    }

    /**
     * A call that a unit has served.
     *
     * @param arguments indented JSON with what is sensitive masked, as a text, so that no number is rounded; empty if they
     *     are not known
     * @param context what was carried beside the arguments
     * @param manualOnly why nobody but a person can run it again; empty if a process can
     */
    record Ran(String callPath, String method, String arguments, Map<String, String> context, String manualOnly) {}

    /**
     * How far it is with a unit.
     *
     * @param attempt the number of the try that is being made, or made next
     * @param inVain how many tries have failed one after another
     * @param of how many may, as the policy says now
     * @param askedAt when a process was last asked for anything; null if none was
     * @param nextAt when a process is asked next; null if none will be by itself
     * @param reason why it does not go on by itself; empty if it does
     */
    record Repair(
            int attempt, int inVain, int of, @Nullable Instant askedAt, @Nullable Instant nextAt, String reason) {}

    /** How a try has ended. */
    record Tried(
            String service,
            String instance,
            int number,
            Instant at,
            String by,
            RedoEnded.Result result,
            String detail) {}

    /**
     * How far the callback has been told.
     *
     * @param nextAt when the next try begins; null if there is none
     * @param endedAt when it was answered or given up; null before
     * @param choice what the application wants; null if it left that open
     */
    record Told(
            Telling.Result result,
            int tries,
            @Nullable Instant nextAt,
            @Nullable Instant endedAt,
            CallbackReply.@Nullable Choice choice,
            String note) {}

    /** What somebody has ordered. */
    record Ordered(Instant at, String by, Order.Kind kind, String note) {}

    /**
     * A dry run of an action.
     *
     * @param possible whether it would be taken now
     * @param says in the manager's words, what happens then, or why it would not
     */
    record Action(Order.Kind kind, boolean possible, String says) {}

    static CompensationView of(Seen seen, CompensationPolicies policies) {
        CompensationRecord record = seen.record();
        return new CompensationView(
                CompensationSummary.of(seen),
                Instant.ofEpochMilli(seen.now()),
                moment(record.keepUntil()),
                seen.work().stream()
                        .map(work -> part(work, repair(seen, work, policies)))
                        .toList(),
                seen.others().stream().map(work -> part(work, null)).toList(),
                record.attempts().stream().map(CompensationView::tried).toList(),
                ReplayView.of(seen),
                told(record.created()),
                record.ended() == null ? null : told(record.ended()),
                orders(record),
                Arrays.stream(Order.Kind.values())
                        .filter(seen.would()::containsKey)
                        .map(kind -> action(kind, seen.would().get(kind)))
                        .toList());
    }

    static List<Ordered> orders(CompensationRecord record) {
        return record.orders().stream()
                .map(order -> new Ordered(Instant.ofEpochMilli(order.at()), order.by(), order.kind(), order.note()))
                .toList();
    }

    private static Action action(Order.Kind kind, @Nullable Answer answer) {
        return answer == null
                ? new Action(kind, false, "")
                : new Action(kind, answer.result() == Answer.Result.DONE, answer.message());
    }

    private static Part part(Work work, @Nullable Repair repair) {
        return new Part(
                work.unit().service(),
                work.unit().process().instance(),
                work.unit().process().process(),
                work.unit().token(),
                work.allowed(),
                work.invocations().stream().map(CompensationView::ran).toList(),
                resources(work.ends()),
                repair);
    }

    private static Ran ran(Invocation invocation) {
        return new Ran(
                invocation.callPath().value(),
                invocation.methodId(),
                MaskedArguments.of(invocation),
                new TreeMap<>(invocation.context()),
                invocation.manualOnly());
    }

    private static List<GroupView.ResourceView> resources(List<ResourceEnd> ends) {
        Map<String, List<ResourceEnd>> byName =
                ends.stream().collect(Collectors.groupingBy(ResourceEnd::resource, TreeMap::new, Collectors.toList()));
        return byName.entrySet().stream()
                .map(entry -> new GroupView.ResourceView(
                        entry.getKey(),
                        ResourceStatus.of(entry.getValue().stream()
                                .map(ResourceEnd::result)
                                .collect(Collectors.toSet())),
                        entry.getValue().stream()
                                .map(ResourceEnd::detail)
                                .filter(detail -> !detail.isEmpty())
                                .toList()))
                .toList();
    }

    private static @Nullable Repair repair(Seen seen, Work work, CompensationPolicies policies) {
        UnitRepair repair = seen.record().unit(work.unit()).orElse(null);
        if (repair == null) {
            return null;
        }
        boolean isLost = work.ends().stream().anyMatch(end -> end.result() == ResourceEnd.Result.LOST);
        StarterReplay replay = seen.record().replay();
        if (replay != null && !seen.record().discarding()) {
            boolean isTried = isLost && seen.state() == CompensationState.COMPENSATING && replay.goesOn();
            return new Repair(
                    replay.attempt(),
                    replay.inVain(),
                    policies.of(starter(seen)).attempts(),
                    moment(replay.askedAt()),
                    isTried && !seen.record().created().isOpen() ? moment(replay.nextAt()) : null,
                    isLost ? replay.reason() : "");
        }
        boolean goesOn = isLost
                && seen.state() == CompensationState.COMPENSATING
                && (seen.record().discarding() || repair.goesOn());
        return new Repair(
                repair.attempt(),
                repair.inVain(),
                policies.of(work.unit().service()).attempts(),
                moment(repair.askedAt()),
                goesOn && !seen.record().created().isOpen() ? moment(repair.nextAt()) : null,
                isLost ? repair.reason() : "");
    }

    /** The service that makes all calls again. */
    private static String starter(Seen seen) {
        return Stream.concat(seen.work().stream(), seen.others().stream())
                .filter(work -> work.allowed() == Compensation.STARTER)
                .map(work -> work.unit().service())
                .findFirst()
                .orElse("");
    }

    private static Tried tried(Attempt attempt) {
        return new Tried(
                attempt.unit().service(),
                attempt.unit().process().instance(),
                attempt.number(),
                Instant.ofEpochMilli(attempt.at()),
                attempt.by(),
                attempt.result(),
                attempt.detail());
    }

    private static Told told(Telling telling) {
        return new Told(
                telling.result(),
                telling.tries(),
                telling.isOpen() ? moment(telling.nextAt()) : null,
                moment(telling.endedAt()),
                telling.choice(),
                telling.note());
    }

    static @Nullable Instant moment(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
