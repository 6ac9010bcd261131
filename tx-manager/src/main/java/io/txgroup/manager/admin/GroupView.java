package io.txgroup.manager.admin;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.Member;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that a person may want to know of one group. Times are the store's.
 *
 * @param closed whether the starter has said COMMIT
 * @param now the store's time of this answer
 * @param next what happens next
 * @param missing units that the starter expects and that have not joined with all their calls
 * @param timeline what the record has a time for, also what lies ahead
 * @param compensation whether something of it was lost and recorded, so that there is a compensation of the same id
 */
record GroupView(
        GroupSummary summary,
        @Nullable Outcome outcome,
        boolean closed,
        Instant now,
        Next next,
        List<UnitView> units,
        List<Missing> missing,
        List<Happening> timeline,
        boolean compensation) {

    /** What happens next without anybody's doing, or that nothing does. */
    enum Next {
        WAITS_FOR_CLOSE,
        WAITS_FOR_JOINS,
        WAITS_FOR_VOTES,
        SETTLES,
        TELLS_UNITS,
        ASKS_FOR_PROOF,
        COMPENSATES,
        NEEDS_PERSON,
        OVER
    }

    /**
     * A unit.
     *
     * @param guarantee DURABLE, HELD, or NOTHING if it has no resource
     * @param connected whether its process is connected to a manager; null if that was not looked for
     * @param goneSince when its process was first missed
     */
    record UnitView(
            String service,
            String instance,
            String process,
            String token,
            boolean starter,
            List<String> callPaths,
            String guarantee,
            Member.Vote vote,
            @Nullable Outcome acknowledged,
            @Nullable Boolean connected,
            @Nullable Instant goneSince,
            List<ResourceView> resources) {}

    /**
     * A held resource.
     *
     * @param evidence what its unit or its database said of its end, in their own words; empty if nothing
     */
    record ResourceView(String name, ResourceStatus status, List<String> evidence) {}

    /** A unit that is expected. */
    record Missing(String service, String instance, List<String> callPaths) {}

    /**
     * Something that happened, or will.
     *
     * @param what CREATED, SETTLING (an evidence run began), DECIDED, GONE, DEADLINE or PREPARE_LIMIT
     * @param who the unit's service and instance; empty if it is of the whole group
     * @param ahead whether it has not happened yet
     */
    record Happening(Instant at, String what, String who, boolean ahead) {}

    GroupView {
        units = List.copyOf(units);
        missing = List.copyOf(missing);
        timeline = List.copyOf(timeline);
    }

    /** The view of a record. */
    static GroupView of(Group group, long now, Predicate<Member> connected) {
        return new GroupView(
                GroupSummary.of(group, now),
                group.outcome().orElse(null),
                group.closed(),
                Instant.ofEpochMilli(now),
                next(group),
                group.members().stream()
                        .map(member -> unit(group, member, connected))
                        .toList(),
                group.missing().stream().map(GroupView::missing).toList(),
                timeline(group, now),
                group.compensation() != null);
    }

    private static Next next(Group group) {
        GroupState state = group.state();
        if (state.ended()) {
            return Next.OVER;
        }
        if (state == GroupState.ACTIVE) {
            return group.closed() ? Next.WAITS_FOR_JOINS : Next.WAITS_FOR_CLOSE;
        }
        if (state == GroupState.PREPARING) {
            return Next.WAITS_FOR_VOTES;
        }
        if (state == GroupState.SETTLING) {
            return Next.SETTLES;
        }
        if (state == GroupState.COMPENSATING) {
            return Next.COMPENSATES;
        }
        if (state == GroupState.PARKED) {
            return Next.NEEDS_PERSON;
        }
        Set<ResourceStatus> found = new LinkedHashSet<>();
        for (Member member : group.members()) {
            names(member).forEach(name -> found.add(ResourceStatus.of(group, member, name)));
        }
        if (found.contains(ResourceStatus.SILENT)
                || found.contains(ResourceStatus.UNPROVEN)
                || found.contains(ResourceStatus.PREPARED)) {
            return state == GroupState.COMMITTING ? Next.ASKS_FOR_PROOF : Next.TELLS_UNITS;
        }
        boolean stuck =
                found.contains(ResourceStatus.LOST) || !group.contradicting().isEmpty();
        return stuck ? Next.NEEDS_PERSON : Next.TELLS_UNITS;
    }

    private static List<String> names(Member member) {
        Set<String> names = new LinkedHashSet<>(member.resources());
        member.ends().forEach(end -> names.add(end.resource()));
        return List.copyOf(names);
    }

    private static UnitView unit(Group group, Member member, Predicate<Member> connected) {
        return new UnitView(
                member.unit().service(),
                member.unit().process().instance(),
                member.unit().process().process(),
                member.unit().token(),
                member.unit().equals(group.starter()),
                paths(member.callPaths()),
                member.resources().isEmpty() ? "NOTHING" : member.canPrepare() ? "DURABLE" : "HELD",
                member.vote(),
                member.acknowledged(),
                group.state().ended() ? null : connected.test(member),
                member.goneSince() == 0 ? null : Instant.ofEpochMilli(member.goneSince()),
                names(member).stream()
                        .map(name ->
                                new ResourceView(name, ResourceStatus.of(group, member, name), evidence(member, name)))
                        .toList());
    }

    private static List<String> evidence(Member member, String resource) {
        return member.ends().stream()
                .filter(end -> end.resource().equals(resource))
                .map(ResourceEnd::detail)
                .filter(detail -> !detail.isEmpty())
                .toList();
    }

    private static List<String> paths(List<CallPath> paths) {
        return paths.stream().map(CallPath::value).toList();
    }

    private static Missing missing(UnitCalls calls) {
        return new Missing(calls.unit().service(), calls.unit().process().instance(), paths(calls.callPaths()));
    }

    private static List<Happening> timeline(Group group, long now) {
        List<Happening> all = new ArrayList<>();
        String began = group.settledIn() == null ? "CREATED" : "SETTLING";
        all.add(happening(group.createdAt(), began, group.starter().service(), now));
        if (group.decidedAt() > 0) {
            all.add(happening(group.decidedAt(), "DECIDED", "", now));
        } else if (group.state() != GroupState.SETTLING) {
            all.add(happening(group.deadline(), "DEADLINE", "", now));
            if (group.prepareBy() > 0) {
                all.add(happening(group.prepareBy(), "PREPARE_LIMIT", "", now));
            }
        }
        for (Member member : group.members()) {
            if (member.goneSince() > 0) {
                String who =
                        member.unit().service() + "/" + member.unit().process().instance();
                all.add(happening(member.goneSince(), "GONE", who, now));
            }
        }
        all.sort(Comparator.comparing(Happening::at));
        return all;
    }

    private static Happening happening(long at, String what, String who, long now) {
        return new Happening(Instant.ofEpochMilli(at), what, who, at > now);
    }
}
