package io.txgroup.manager.admin;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.Member;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is true of one held resource now, as far as the managers know. */
enum ResourceStatus {
    /** Its local transaction is open in its database, and waits for the outcome. */
    HELD,
    /** It is prepared: it survives its process, and ends as decided. */
    PREPARED,
    /** The store has forgotten its group: what became of it is being asked. */
    SOUGHT,
    /** The store has forgotten its group: nothing of it is committed, and only a new outcome can change that. */
    FROZEN,
    /** The outcome was told, and nobody has said yet how it ended. */
    SILENT,
    COMMITTED,
    ROLLED_BACK,
    /** Its unit could not prove whether the commit happened, and other processes of the service are asked. */
    UNPROVEN,
    /** It was to commit, and provably did not and never will. */
    LOST,
    /** It was lost, and somebody decided that it is never repaired. */
    DISCARDED,
    /** It is said to be committed, and not to be. */
    DISPUTED;

    static ResourceStatus of(Group group, Member member, String resource) {
        List<ResourceEnd> ends = member.ends().stream()
                .filter(end -> end.resource().equals(resource))
                .toList();
        if (!ends.isEmpty()) {
            return of(ends.stream()
                    .map(ResourceEnd::result)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Result.class))));
        }
        if (group.state() == GroupState.SETTLING) {
            return switch (member.trace()) {
                case COMMITTED -> COMMITTED;
                case NONE -> FROZEN;
                case UNHEARD, SOUGHT, NONE_SO_FAR -> SOUGHT;
            };
        }
        Outcome acknowledged = member.acknowledged();
        if (acknowledged != null) {
            return acknowledged == Outcome.COMMIT ? COMMITTED : ROLLED_BACK;
        }
        if (member.canPrepare() && member.vote() == Member.Vote.YES) {
            return PREPARED;
        }
        return group.outcome().isEmpty() ? HELD : SILENT;
    }

    /** By what is known of how it has ended; not empty. */
    static ResourceStatus of(Set<Result> results) {
        if (results.contains(Result.COMMITTED)) {
            return results.size() == 1 ? COMMITTED : DISPUTED;
        }
        if (results.contains(Result.DISCARDED)) {
            return DISCARDED;
        }
        if (results.contains(Result.LOST)) {
            return LOST;
        }
        return results.contains(Result.ROLLED_BACK) ? ROLLED_BACK : UNPROVEN;
    }
}
