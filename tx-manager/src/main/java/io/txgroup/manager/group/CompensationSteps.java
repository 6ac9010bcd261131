package io.txgroup.manager.group;

import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.manager.compensation.CompensationEvent.Kind;
import io.txgroup.manager.compensation.CompensationEvent.Known;
import io.txgroup.manager.compensation.CompensationEvent.Resource;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.compensation.Telling;
import io.txgroup.manager.compensation.UnitRepair;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.RedoResource.Verdict;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about lost work after a change was written: exactly by who wrote it, so that of two managers one asks
 * and one tells. Pure.
 */
final class CompensationSteps {
    private CompensationSteps() {}

    /** What the change from one record to the next asks for. */
    static List<Effect> of(Group before, Group after) {
        CompensationRecord record = after.compensation();
        if (record == null) {
            return List.of();
        }
        List<Effect> steps = new ArrayList<>();
        for (UnitRepair repair : record.units()) {
            Optional<Member> member = after.member(repair.unit());
            if (member.isPresent() && after.isAtWork(repair) && repair.askedAt() > askedAt(before, repair)) {
                steps.add(new Effect.Asked(
                        repair.unit().service(),
                        record.discarding() ? discard(after, member.get()) : redo(after, member.get(), repair)));
            }
        }
        steps.addAll(ReplaySteps.of(before, after));
        CompensationRecord old = before.compensation();
        if (tries(record.created()) > (old == null ? 0 : tries(old.created()))) {
            steps.add(new Effect.Called(event(after, record, Kind.CREATED), tries(record.created())));
        }
        if (tries(record.ended()) > (old == null ? 0 : tries(old.ended()))) {
            steps.add(new Effect.Called(event(after, record, Kind.ENDED), tries(record.ended())));
        }
        return steps;
    }

    /** When somebody is next asked or told about the lost work. */
    static long due(Group group, CompensationRecord record) {
        long due = Long.MAX_VALUE;
        for (UnitRepair repair : record.units()) {
            due = group.isAtWork(repair) ? Math.min(due, repair.nextAt()) : due;
        }
        StarterReplay replay = record.replay();
        return replay != null && ReplayRules.isAtWork(group) ? Math.min(due, replay.nextAt()) : due;
    }

    private static long askedAt(Group before, UnitRepair repair) {
        CompensationRecord record = before.compensation();
        return record == null
                ? 0
                : record.unit(repair.unit()).map(UnitRepair::askedAt).orElse(0L);
    }

    private static int tries(@Nullable Telling telling) {
        return telling == null ? 0 : telling.tries();
    }

    private static Redo redo(Group group, Member member, UnitRepair repair) {
        List<RedoResource> resources = member.resources().stream()
                .map(name -> new RedoResource(name, isLost(member, name) ? Verdict.LOST : Verdict.COMMITTED))
                .toList();
        return new Redo(
                group.id(),
                member.unit(),
                group.epoch(),
                repair.attempt(),
                member.callPaths(),
                resources,
                member.invoked().invocations());
    }

    private static boolean isLost(Member member, String resource) {
        return member.lost().stream().anyMatch(end -> end.resource().equals(resource));
    }

    private static Discard discard(Group group, Member member) {
        return new Discard(
                group.id(),
                member.unit(),
                group.epoch(),
                member.callPaths(),
                member.lost().stream().map(ResourceEnd::resource).toList());
    }

    /**
     * The event that is told now; its id depends on the group and the kind alone. Where nothing will be done by itself once it
     * is told, a person is waited for already.
     */
    private static CompensationEvent event(Group group, CompensationRecord record, Kind kind) {
        boolean waits = group.state() == GroupState.COMPENSATING && !CompensatingRules.isAtWork(group, record);
        Optional<Member> first = record.units().stream()
                .flatMap(repair -> group.member(repair.unit()).stream())
                .findFirst();
        return new CompensationEvent(
                group.id() + ":" + (kind == Kind.CREATED ? "created" : "ended"),
                kind,
                group.id(),
                group.label(),
                first.map(member -> member.unit().service()).orElse(""),
                first.flatMap(member -> member.invoked().invocations().stream().findFirst())
                        .map(Invocation::methodId)
                        .orElse(""),
                resources(group),
                waits ? CompensationState.PARKED : state(group.state()),
                record.discard()
                        .map(order -> order.by() + ": " + order.note())
                        .orElseGet(() -> waits
                                ? CompensationRecord.cut(CompensatingRules.reasons(group, record))
                                : record.why()));
    }

    static List<Resource> resources(Group group) {
        List<Resource> all = new ArrayList<>();
        for (Member member : group.members()) {
            for (String name : member.resources()) {
                all.add(new Resource(
                        member.unit().service(), member.unit().process().instance(), name, known(member, name)));
            }
        }
        return all;
    }

    private static Known known(Member member, String resource) {
        List<Result> results = member.ends().stream()
                .filter(end -> end.resource().equals(resource))
                .map(ResourceEnd::result)
                .distinct()
                .toList();
        if (results.size() != 1) {
            return Known.UNKNOWN;
        }
        return switch (results.get(0)) {
            case COMMITTED -> Known.COMMITTED;
            case LOST -> Known.LOST;
            case DISCARDED -> Known.DISCARDED;
            case ROLLED_BACK, UNPROVEN, OPEN -> Known.UNKNOWN;
        };
    }

    /** How the compensation stands in a group that has one. */
    static CompensationState state(GroupState state) {
        return switch (state) {
            case COMPENSATING -> CompensationState.COMPENSATING;
            case PARKED -> CompensationState.PARKED;
            case COMMITTED -> CompensationState.COMMITTED;
            case RESOLVED -> CompensationState.RESOLVED;
            case ACTIVE, PREPARING, COMMITTING, ROLLING_BACK, ROLLED_BACK, ABANDONED, SETTLING ->
                throw new IllegalStateException("A group that is " + state + " has no compensation");
        };
    }
}
