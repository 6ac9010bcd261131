package io.txgroup.manager.group;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
 * @param acknowledged how it ended its resources; null until it has said so, or everything it held is known to have ended
 * @param ends how each resource ended, as far as it is known; two for one resource where two contradict one another
 * @param goneSince the store's time when its process was first missed; 0 while it is there
 * @param trace what an evidence run has found of its work
 * @param invoked what it would run to do its work again
 */
public record Member(
        UnitId unit,
        List<CallPath> callPaths,
        boolean canPrepare,
        List<String> resources,
        Vote vote,
        @Nullable Outcome acknowledged,
        List<ResourceEnd> ends,
        long goneSince,
        Trace trace,
        Invoked invoked) {

    /** A unit's answer to prepare; the first one sticks. */
    public enum Vote {
        NONE,
        YES,
        NO
    }

    /** What an evidence run has found of a member's work. */
    public enum Trace {
        /** Others have named it; what it holds is not known. */
        UNHEARD,
        /** It is known what it holds, but not what became of that. */
        SOUGHT,
        /** Its process is gone, and nothing is committed so far; a prepared branch may have its work. */
        NONE_SO_FAR,
        /** Nothing is committed, and only a new outcome can change that. */
        NONE,
        /** It was told COMMIT, or a database shows its commit. */
        COMMITTED
    }

    public Member {
        requireNonNull(unit, "unit is null");
        requireNonNull(trace, "trace is null");
        requireNonNull(invoked, "invoked is null");
        requireNonNull(vote, "vote is null");
        callPaths = List.copyOf(new TreeSet<>(callPaths));
        resources = List.copyOf(resources);
        ends = List.copyOf(ends);
    }

    static Member of(UnitId unit) {
        return new Member(
                unit, List.of(), false, List.of(), Vote.NONE, null, List.of(), 0, Trace.UNHEARD, Invoked.NOTHING);
    }

    Member joined(List<CallPath> more, boolean canPrepareNow, List<String> resourcesNow) {
        TreeSet<CallPath> all = new TreeSet<>(callPaths);
        all.addAll(more);
        return new Member(
                unit,
                List.copyOf(all),
                canPrepareNow,
                resourcesNow,
                vote,
                acknowledged,
                ends,
                goneSince,
                trace,
                invoked);
    }

    /** What it would run to do its work again: the newest word counts, since it is of all its calls. */
    Member invoked(Invoked work) {
        return new Member(unit, callPaths, canPrepare, resources, vote, acknowledged, ends, goneSince, trace, work);
    }

    Member voted(Vote answer) {
        return new Member(
                unit, callPaths, canPrepare, resources, answer, acknowledged, ends, goneSince, trace, invoked);
    }

    /** The unit's word, or what stands for it: the first one is kept, and nothing that is known is overwritten. */
    Member acknowledged(Outcome outcome, List<ResourceEnd> howResourcesEnded) {
        return new Member(
                unit,
                callPaths,
                canPrepare,
                resources,
                vote,
                acknowledged == null ? outcome : acknowledged,
                merged(howResourcesEnded),
                goneSince,
                trace,
                invoked);
    }

    /** How resources ended, by whoever can prove it. */
    Member shown(List<ResourceEnd> howResourcesEnded) {
        return new Member(
                unit,
                callPaths,
                canPrepare,
                resources,
                vote,
                acknowledged,
                merged(howResourcesEnded),
                goneSince,
                trace,
                invoked);
    }

    /** What was lost has come to an end: somebody did it again, or forbade that for good. */
    Member mended(List<ResourceEnd> howLostOnesEnded) {
        List<ResourceEnd> all = new ArrayList<>(ends);
        for (ResourceEnd end : howLostOnesEnded) {
            all.replaceAll(known ->
                    isOf(known, end.resource()) && known.result() == Result.LOST && isCertain(end) ? end : known);
        }
        return withEnds(all);
    }

    private List<ResourceEnd> merged(List<ResourceEnd> more) {
        List<ResourceEnd> all = new ArrayList<>(ends);
        for (ResourceEnd end : more) {
            boolean certain = all.stream().anyMatch(known -> isOf(known, end.resource()) && isCertain(known));
            boolean opposite = all.stream()
                    .anyMatch(known -> isOf(known, end.resource())
                            && isCertain(known)
                            && isCertain(end)
                            && (known.result() == Result.COMMITTED) != (end.result() == Result.COMMITTED));
            if (!certain) {
                all.removeIf(known -> isOf(known, end.resource()));
                all.add(end);
            } else if (opposite && !all.contains(end) && !disputes(end.resource())) {
                all.add(end);
            }
        }
        return all;
    }

    private static boolean isOf(ResourceEnd end, String resource) {
        return end.resource().equals(resource);
    }

    /** What is open now may have ended either way by the next look. */
    private static boolean isCertain(ResourceEnd end) {
        return end.result() != Result.UNPROVEN && end.result() != Result.OPEN;
    }

    /** Whether it is said to be committed and not to be. */
    private boolean disputes(String resource) {
        return ends.stream().anyMatch(end -> isOf(end, resource) && end.result() == Result.COMMITTED)
                && ends.stream()
                        .anyMatch(end -> isOf(end, resource) && isCertain(end) && end.result() != Result.COMMITTED);
    }

    /** Whether something is said to have ended otherwise than the outcome, or both ways. */
    boolean contradicts(Outcome outcome) {
        Result opposite = outcome == Outcome.COMMIT ? Result.ROLLED_BACK : Result.COMMITTED;
        return (acknowledged != null && acknowledged != outcome)
                || ends.stream().anyMatch(end -> end.result() == opposite || disputes(end.resource()));
    }

    /** Of what the unit held, that of which nobody knows for certain how it ended. */
    List<String> unknown() {
        return resources.stream()
                .filter(name -> ends.stream().noneMatch(end -> isOf(end, name) && isCertain(end)))
                .toList();
    }

    /** What was to commit and provably did not. */
    List<ResourceEnd> lost() {
        return ends.stream().filter(end -> end.result() == Result.LOST).toList();
    }

    /** Its process has been gone for so long that its sessions are gone too, and what they held. */
    Member gone(Outcome outcome) {
        return acknowledged(
                outcome,
                resources.stream()
                        .map(name -> new ResourceEnd(name, Result.ROLLED_BACK, "its process is gone"))
                        .toList());
    }

    Member goneSince(long time) {
        return new Member(unit, callPaths, canPrepare, resources, vote, acknowledged, ends, time, trace, invoked);
    }

    Member traced(Trace found) {
        return new Member(unit, callPaths, canPrepare, resources, vote, acknowledged, ends, goneSince, found, invoked);
    }

    /** It has said what it holds, or somebody who knows has; what was known before stays known. */
    Member holding(boolean canPrepareToo, List<String> more) {
        Trace now = trace == Trace.UNHEARD ? Trace.SOUGHT : trace;
        Set<String> all = new LinkedHashSet<>(resources);
        all.addAll(more);
        return new Member(
                unit,
                callPaths,
                canPrepare || canPrepareToo,
                List.copyOf(all),
                vote,
                acknowledged,
                ends,
                goneSince,
                now,
                invoked);
    }

    /** Exactly these calls of it are counted on. */
    Member counted(List<CallPath> paths) {
        return new Member(unit, paths, canPrepare, resources, vote, acknowledged, ends, goneSince, trace, invoked);
    }

    /** What it held has ended so, whatever was known before. */
    Member withEnds(List<ResourceEnd> how) {
        return new Member(unit, callPaths, canPrepare, resources, vote, acknowledged, how, goneSince, trace, invoked);
    }

    /** Whether the unit has ended its resources for certain, in whichever way. */
    boolean hasEnded() {
        return acknowledged != null && unproven().isEmpty();
    }

    /** The resources that are lost, or of which nobody could prove whether their commit happened. */
    List<ResourceEnd> unproven() {
        return ends.stream()
                .filter(end -> end.result() == Result.UNPROVEN || end.result() == Result.LOST)
                .toList();
    }
}
