package io.txgroup.client.core;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.GroupId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of a group that this process started, for figures.
 *
 * @param groupId the group
 * @param label what a person calls it
 * @param outcome what the starter's caller was told
 * @param cause why, of a few kinds
 * @param alone whether no manager was ever asked for it: it called nobody and was an ordinary local transaction
 * @param duration from its begin until its caller was told
 */
public record GroupEnd(
        GroupId groupId, String label, Verdict.Kind outcome, Cause cause, boolean alone, Duration duration) {
    /** Why a group ended as it did. */
    public enum Cause {
        /** It was committed. */
        NONE,
        /** The starter's method threw. */
        METHOD_THREW,
        /** Its deadline had passed. */
        DEADLINE,
        /** No manager, or no Redis behind it, could be reached. */
        NO_MANAGER,
        /** The method returned, but a call, a unit, a local transaction or a manager had said no. */
        REFUSED,
        /** Its only resource failed to commit, and nobody knows whether it did. */
        RESOURCE_FAILED
    }

    public GroupEnd {
        requireNonNull(groupId, "groupId is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(cause, "cause is null");
    }

    /** Tells the listener when the starter's caller is told. */
    static void await(Unit unit, Call root, String label) {
        unit.starter().orElseThrow().verdict().whenComplete((verdict, failure) -> unit.owner()
                .listener()
                .ended(of(unit, root, label, verdict)));
    }

    private static GroupEnd of(Unit unit, Call root, String label, @Nullable Verdict verdict) {
        return new GroupEnd(
                unit.groupId(),
                label,
                verdict == null ? Verdict.Kind.UNKNOWN : verdict.kind(),
                verdict == null ? Cause.RESOURCE_FAILED : cause(unit, root, verdict),
                !Units.isKnownElsewhere(unit),
                root.age());
    }

    private static Cause cause(Unit unit, Call root, Verdict verdict) {
        return switch (verdict.kind()) {
            case COMMITTED -> Cause.NONE;
            case UNAVAILABLE -> Cause.NO_MANAGER;
            case UNKNOWN -> unit.nanosLeft() <= 0 ? Cause.DEADLINE : Cause.NO_MANAGER;
            case ROLLED_BACK -> {
                if (unit.nanosLeft() <= 0) {
                    yield Cause.DEADLINE;
                }
                yield root.hasThrown() ? Cause.METHOD_THREW : Cause.REFUSED;
            }
        };
    }
}
