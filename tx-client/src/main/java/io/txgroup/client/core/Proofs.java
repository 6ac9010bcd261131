package io.txgroup.client.core;

import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.UnitId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks into the databases for managers that must know how a unit's resources ended; only the databases decide. A few
 * at a time, since each look may wait for a lock, and the workers have outcomes to act on. Thread-safe.
 */
final class Proofs {
    private static final Logger log = LoggerFactory.getLogger(Proofs.class);
    private static final int AT_ONCE = 3;
    private static final int MOST_WAITING = 1_000;

    private final Surroundings around;
    private final Supplier<List<ResourceRecovery>> resources;
    private final EvidencePost post;
    private final Predicate<PreparedBranch> isEndedHere;
    private final Deque<Wanted> waiting = new ArrayDeque<>();
    private final BiPredicate<GroupId, Epoch> isOfEpochNow;
    private final Set<Message.ToClient> known = new HashSet<>();
    private int running;

    Proofs(
            Surroundings around,
            Supplier<List<ResourceRecovery>> resources,
            EvidencePost post,
            Predicate<PreparedBranch> isEndedHere,
            BiPredicate<GroupId, Epoch> isOfEpochNow) {
        this.around = around;
        this.resources = resources;
        this.post = post;
        this.isEndedHere = isEndedHere;
        this.isOfEpochNow = isOfEpochNow;
    }

    private record Wanted(String manager, Message.ToClient question) {}

    /** A manager wants to know. What is asked for already, or is one too many, is dropped: the manager asks again. */
    void wanted(String manager, Message.ToClient question) {
        synchronized (this) {
            if (known.size() >= MOST_WAITING || !known.add(question)) {
                return;
            }
            waiting.add(new Wanted(manager, question));
            if (running >= AT_ONCE) {
                return;
            }
            running++;
        }
        around.work().execute(this::work);
    }

    private void work() {
        for (Optional<Wanted> next = next(); next.isPresent(); next = next()) {
            Message.ToClient question = next.get().question();
            try {
                Message.Evidence evidence =
                        question instanceof Settling.Fence fence ? fenced(fence) : evidence((Prove) question);
                post.answer(next.get().manager(), evidence);
            } finally {
                synchronized (this) {
                    known.remove(question);
                }
            }
        }
    }

    private synchronized Optional<Wanted> next() {
        Optional<Wanted> next = Optional.ofNullable(waiting.poll());
        if (next.isEmpty()) {
            running--;
        }
        return next;
    }

    private Message.Evidence fenced(Settling.Fence fence) {
        List<ResourceEnd> ends =
                fence.resources().stream().map(name -> fenced(fence, name)).toList();
        return new Message.Evidence(fence.groupId(), fence.unit(), fence.epoch(), ends);
    }

    /** For an evidence run: a branch is rolled back only if the run says that it may be. */
    private ResourceEnd fenced(Settling.Fence fence, String resource) {
        try {
            if (fence.endsBranches() && !endBranches(fence, resource)) {
                return new ResourceEnd(resource, Result.OPEN, "its unit lives here");
            }
            boolean mayBeGone = mayHaveForgotten(fence.unit(), fence.groupId(), resource);
            Proof proof = look(fence.groupId(), fence.callPaths(), resource, way(mayBeGone))
                    .orElse(Proof.UNKNOWN);
            if (mayBeGone && provesNoCommit(proof)) {
                return unproven(resource, "UNKNOWN: it is so old that its marks may have been removed");
            }
            boolean mayBePrepared = fence.canPrepare() && !fence.endsBranches();
            return switch (proof) {
                case COMMITTED -> new ResourceEnd(resource, Result.COMMITTED, "its mark is there");
                case LOST ->
                    mayBePrepared
                            ? new ResourceEnd(resource, Result.OPEN, "no mark, but a branch may be there")
                            : new ResourceEnd(resource, Result.LOST, "no mark, and none can come from now on");
                case IN_FLIGHT -> new ResourceEnd(resource, Result.OPEN, "a session or a branch has it open");
                case UNKNOWN -> unproven(resource, "UNKNOWN: it leaves no mark, or " + around.self() + " has no such");
            };
        } catch (ResourceLostException e) {
            return unproven(resource, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            log.debug("Group {} - {} could not be looked for; it is asked again", fence.groupId(), resource, e);
            return unproven(resource, "could not be looked for: " + e);
        }
    }

    /** Rolls back what the unit has prepared there; false if its unit lives in this process. */
    private boolean endBranches(Settling.Fence fence, String resource) throws Exception {
        Optional<ResourceRecovery> recovery = recoveryOf(resource);
        if (recovery.isEmpty()) {
            return true;
        }
        for (PreparedBranch branch : recovery.get().prepared()) {
            boolean isNamed = branch.groupId().equals(fence.groupId())
                    && branch.token().equals(fence.unit().token())
                    && branch.epochMark().equals(fence.epoch().mark())
                    && branch.ordinal() == ordinalOf(resource);
            if (isNamed && isEndedHere.test(branch)) {
                return false;
            }
            if (isNamed) {
                recovery.get().end(branch, Outcome.ROLLBACK, () -> true);
                log.info(
                        "Group {} - forgotten by the managers' store, none of its units is committed: branch {} of {} is"
                                + " rolled back",
                        fence.groupId(),
                        branch.name(),
                        recovery.get().resource());
            }
        }
        return true;
    }

    private Message.Evidence evidence(Prove prove) {
        List<ResourceEnd> ends = new ArrayList<>();
        for (String resource : prove.resources()) {
            ends.add(end(prove, resource));
        }
        return new Message.Evidence(prove.groupId(), prove.unit(), prove.epoch(), ends);
    }

    /**
     * How others have ended what a unit of this process had prepared, in a group that has ended: any mark of a commit
     * tells that it was committed, and nothing else does. Empty if a database does not answer, keeps no marks, or may have
     * removed them: then a person decides, and is told so the first time.
     */
    Optional<Outcome> foundOut(UnitId unit, GroupId groupId, List<CallPath> ran, List<String> names, boolean isFirst) {
        try {
            boolean unknown = false;
            for (String name : names) {
                boolean mayBeGone = mayHaveForgotten(unit, groupId, name);
                Optional<Proof> proof = look(groupId, ran, name, way(mayBeGone));
                if (proof.filter(Proof.COMMITTED::equals).isPresent()) {
                    return Optional.of(Outcome.COMMIT);
                }
                unknown |= mayBeGone || proof.filter(Proof.UNKNOWN::equals).isPresent();
            }
            if (unknown && isFirst) {
                log.warn(
                        "Group {} - has ended, and no mark tells how {} ended with it: they stay as they are until a person"
                                + " looks what the group's other services did",
                        groupId,
                        names);
            }
            return unknown ? Optional.empty() : Optional.of(Outcome.ROLLBACK);
        } catch (ResourceLostException e) {
            // committed, though not all of it could be done
            return Optional.of(Outcome.COMMIT);
        } catch (Exception e) {
            log.atLevel(isFirst ? Level.WARN : Level.DEBUG)
                    .setCause(e)
                    .log(
                            "Group {} - has ended, and how {} ended with it can't be found out now; it is tried again",
                            groupId,
                            names);
            return Optional.empty();
        }
    }

    /** A branch that is still there was not committed, for then its group would not be over. */
    private boolean mayHaveForgotten(UnitId unit, GroupId groupId, String resource) throws Exception {
        for (ResourceRecovery recovery : resources.get()) {
            if (resource.startsWith(recovery.resource() + "#") && recovery.mayHaveForgotten(groupId)) {
                return recovery.prepared().stream()
                        .noneMatch(branch -> branch.groupId().equals(groupId)
                                && branch.token().equals(unit.token())
                                && resource.endsWith("#" + branch.ordinal()));
            }
        }
        return false;
    }

    /** How a database is looked into. */
    @FunctionalInterface
    private interface Way {
        Proof look(ResourceRecovery recovery, GroupId groupId, List<CallPath> ran, int ordinal) throws Exception;
    }

    /** A tombstone that is put where marks may have been removed proves nothing, and would be taken for a proof later. */
    private static Way way(boolean mayBeGone) {
        return mayBeGone ? ResourceRecovery::confirm : ResourceRecovery::prove;
    }

    private static boolean provesNoCommit(Proof proof) {
        return proof == Proof.LOST || proof == Proof.UNKNOWN;
    }

    /** Empty if there is nothing here that could look, so that nobody else has ended it either. */
    private Optional<Proof> look(GroupId groupId, List<CallPath> ran, String resource, Way way) throws Exception {
        int ordinal = ordinalOf(resource);
        Optional<ResourceRecovery> recovery = recoveryOf(resource);
        return recovery.isEmpty() ? Optional.empty() : Optional.of(way.look(recovery.get(), groupId, ran, ordinal));
    }

    /**
     * Looks for work that was proven lost once; empty if there is nothing here that could look. Where its marks may have been
     * removed since, for instance after it was done again and the store was brought back from an older copy, only what stood
     * there before proves anything.
     */
    Optional<Proof> lookAgain(GroupId groupId, Epoch epoch, List<CallPath> ran, String resource) throws Exception {
        boolean mayBeGone = !isOfEpochNow.test(groupId, epoch)
                || recoveryOf(resource)
                        .filter(recovery -> recovery.mayHaveForgotten(groupId))
                        .isPresent();
        return look(groupId, ran, resource, way(mayBeGone));
    }

    private static int ordinalOf(String resource) {
        return Integer.parseInt(resource.substring(resource.lastIndexOf('#') + 1));
    }

    private Optional<ResourceRecovery> recoveryOf(String resource) {
        String name = resource.substring(0, Math.max(0, resource.lastIndexOf('#')));
        return resources.get().stream()
                .filter(recovery -> recovery.resource().equals(name))
                .findFirst();
    }

    private ResourceEnd end(Prove prove, String resource) {
        try {
            boolean mayBeGone = marksMayBeGone(prove, resource);
            Optional<Proof> proof = look(prove.groupId(), prove.callPaths(), resource, way(mayBeGone));
            if (proof.isEmpty()) {
                return unproven(
                        resource,
                        "there is no such resource in this process of "
                                + around.self().service());
            }
            return mayBeGone && provesNoCommit(proof.get())
                    ? unproven(resource, "UNKNOWN: the store has forgotten its group once, and marks may be removed")
                    : end(prove, resource, proof.get());
        } catch (NumberFormatException e) {
            return unproven(resource, "its name has no ordinal, so nothing can be looked for");
        } catch (ResourceLostException e) {
            return unproven(resource, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            return unproven(resource, "could not be looked for: " + e);
        }
    }

    /** A group that the store never forgot keeps its marks; another may once have been called finished. */
    private boolean marksMayBeGone(Prove prove, String resource) throws Exception {
        return !isOfEpochNow.test(prove.groupId(), prove.epoch())
                && mayHaveForgotten(prove.unit(), prove.groupId(), resource);
    }

    private static ResourceEnd end(Prove prove, String resource, Proof proof) {
        return switch (proof) {
            case COMMITTED -> new ResourceEnd(resource, Result.COMMITTED, "its mark is there");
            case LOST ->
                prove.mayBePrepared()
                        ? unproven(resource, "it has no mark, but a prepared branch may have it")
                        : new ResourceEnd(
                                resource, Result.LOST, "its mark is not there, and was forbidden to come from now on");
            case IN_FLIGHT -> unproven(resource, "IN_FLIGHT: its session still has it open");
            case UNKNOWN -> unproven(resource, "UNKNOWN: it leaves no mark");
        };
    }

    private static ResourceEnd unproven(String resource, String why) {
        return new ResourceEnd(resource, Result.UNPROVEN, why);
    }
}
