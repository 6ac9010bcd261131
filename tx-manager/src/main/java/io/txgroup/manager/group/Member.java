package io.txgroup.manager.group;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A unit as the group's record knows it. The starter's unit is a member from the create on.
 *
 * @param unit its name
 * @param callPaths what it has joined with, sorted; empty for a starter that has not closed
 * @param canPrepare whether its resources survive its process once prepared
 * @param resources the names of what it holds; empty if nothing
 * @param vote its answer to prepare
 * @param acknowledged how it ended its resources; null until it has said so
 * @param ends how each resource ended; empty until it has said so
 * @param goneSince the store's time when its process was first missed; 0 while it is there
 */
public record Member(
        UnitId unit,
        List<CallPath> callPaths,
        boolean canPrepare,
        List<String> resources,
        Vote vote,
        @Nullable Outcome acknowledged,
        List<ResourceEnd> ends,
        long goneSince) {

    /** A unit's answer to prepare; the first one sticks. */
    public enum Vote {
        NONE,
        YES,
        NO
    }

    public Member {
        requireNonNull(unit, "unit is null");
        requireNonNull(vote, "vote is null");
        callPaths = List.copyOf(new TreeSet<>(callPaths));
        resources = List.copyOf(resources);
        ends = List.copyOf(ends);
    }

    static Member of(UnitId unit) {
        return new Member(unit, List.of(), false, List.of(), Vote.NONE, null, List.of(), 0);
    }

    Member joined(List<CallPath> more, boolean canPrepareNow, List<String> resourcesNow) {
        TreeSet<CallPath> all = new TreeSet<>(callPaths);
        all.addAll(more);
        return new Member(unit, List.copyOf(all), canPrepareNow, resourcesNow, vote, acknowledged, ends, goneSince);
    }

    Member voted(Vote answer) {
        return new Member(unit, callPaths, canPrepare, resources, answer, acknowledged, ends, goneSince);
    }

    Member acknowledged(Outcome outcome, List<ResourceEnd> howResourcesEnded) {
        return new Member(unit, callPaths, canPrepare, resources, vote, outcome, howResourcesEnded, goneSince);
    }

    Member goneSince(long time) {
        return new Member(unit, callPaths, canPrepare, resources, vote, acknowledged, ends, time);
    }

    /** Whether the unit has ended its resources for certain, in whichever way. */
    boolean hasEnded() {
        return acknowledged != null && unproven().isEmpty();
    }

    /** The resources that are lost, or of which nobody could prove whether their commit happened. */
    List<ResourceEnd> unproven() {
        return ends.stream()
                .filter(end -> end.result() == ResourceEnd.Result.UNPROVEN || end.result() == ResourceEnd.Result.LOST)
                .toList();
    }
}
