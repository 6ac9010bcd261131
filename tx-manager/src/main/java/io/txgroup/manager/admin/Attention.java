package io.txgroup.manager.admin;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.Member;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import java.util.List;

/** Whether a group needs somebody, the worst last. */
enum Attention {
    /** It goes its way. */
    NONE,
    /** Decided ten seconds ago or more, and a unit has not said that it is done: it is told again and again. */
    WAITING,
    /** Something was lost, and is being done again or discarded by itself: nobody needs to act unless its service is down. */
    REPAIRING,
    /** Five seconds past its deadline and not decided: the managers can't write, or not fast enough. */
    OVERDUE,
    /** The store has forgotten it; its units and their databases are asked what they know, and have not settled it yet. */
    IN_DOUBT,
    /** Something ended otherwise than was decided: a person must mend it. */
    HEURISTIC,
    /** Something was to commit and provably did not, and nothing is done about it by itself: a person must decide. */
    LOST;

    private static final long PATIENCE_MILLIS = 10_000;
    private static final long LATE_MILLIS = 5_000;

    static Attention of(Group group, long now) {
        boolean goesOn = group.state() == GroupState.COMPENSATING
                && group.contradicting().isEmpty();
        if (goesOn) {
            return REPAIRING;
        }
        if (has(group.members(), Result.LOST)) {
            return LOST;
        }
        if (!group.contradicting().isEmpty()) {
            return HEURISTIC;
        }
        if (group.state().ended()) {
            return NONE;
        }
        if (group.state() == GroupState.SETTLING) {
            return now - group.createdAt() > PATIENCE_MILLIS ? IN_DOUBT : NONE;
        }
        if (group.outcome().isEmpty()) {
            return now - group.deadline() > LATE_MILLIS ? OVERDUE : NONE;
        }
        return now - group.decidedAt() > PATIENCE_MILLIS ? WAITING : NONE;
    }

    private static boolean has(List<Member> members, Result result) {
        return members.stream()
                .flatMap(member -> member.ends().stream())
                .map(ResourceEnd::result)
                .anyMatch(result::equals);
    }
}
