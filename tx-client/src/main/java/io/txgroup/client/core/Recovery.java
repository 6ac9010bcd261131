package io.txgroup.client.core;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.Settling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process does for units of its service that can't any more: it ends the branches that they left prepared, as a
 * manager tells, and proves to managers how their resources ended. Thread-safe; what may block runs in the core's workers.
 */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final long LOOK_EVERY_NANOS = 10_000_000_000L;

    private final Surroundings around;
    private final ClientRules rules;
    private final Supplier<List<ResourceRecovery>> resources;
    private final Predicate<ResourceRecovery.PreparedBranch> isEndedHere;
    private final ClusterClock clock;
    private final EvidencePost post;
    private final Proofs proofs;
    private final OldMarks oldMarks;
    private final Redos redos;
    private final Replays replays;
    private final Map<String, StrangeBranches> strange = new LinkedHashMap<>();
    private long nextLook;
    private boolean looked;
    private boolean looking;
    private volatile boolean canLose = true;

    /**
     * @param resources what can be recovered; asked for at each look, in a worker
     * @param isEndedHere whether a unit of this very process will end that branch
     * @param clock which epochs the store's shards have now
     * @param repeating runs methods again
     */
    Recovery(
            Surroundings around,
            ClientRules rules,
            Supplier<List<ResourceRecovery>> resources,
            Predicate<ResourceRecovery.PreparedBranch> isEndedHere,
            ClusterClock clock,
            Repeating repeating) {
        this.around = around;
        this.rules = rules;
        this.resources = resources;
        this.isEndedHere = isEndedHere;
        this.clock = clock;
        this.post = new EvidencePost(around);
        this.oldMarks = new OldMarks(around, rules, clock, resources);
        this.proofs = new Proofs(around, resources, post, isEndedHere, this::isOfEpochNow);
        this.redos = new Redos(around, rules, resources, proofs, repeating);
        this.replays = new Replays(around, rules, proofs, repeating);
    }

    /** Time passes: looks for branches at once, and then again and again. Called by one thread. */
    void tick(long now) {
        post.tick(now);
        oldMarks.tick(now);
        replays.tick(now);
        redos.tick();
        synchronized (this) {
            if (looking || (looked && now - nextLook < 0)) {
                return;
            }
            looked = true;
            looking = true;
            nextLook = now + LOOK_EVERY_NANOS;
        }
        around.work().execute(this::look);
    }

    private void look() {
        try {
            List<ResourceRecovery> all = resources.get();
            canLose = all.stream().anyMatch(ResourceRecovery::canLose);
            for (ResourceRecovery resource : all) {
                branches(resource).lookSoon();
            }
        } catch (RuntimeException e) {
            log.warn(
                    "This process's resources can't be looked at for prepared branches; it is tried again in {} s",
                    LOOK_EVERY_NANOS / 1_000_000_000,
                    e);
        } finally {
            synchronized (this) {
                looking = false;
            }
        }
    }

    private synchronized StrangeBranches branches(ResourceRecovery resource) {
        StrangeBranches known = strange.get(resource.resource());
        if (known == null || !known.isOf(resource)) {
            known = new StrangeBranches(resource, around, rules, isEndedHere, post);
            strange.put(resource.resource(), known);
        }
        return known;
    }

    private synchronized List<StrangeBranches> all() {
        return List.copyOf(strange.values());
    }

    /** What is made again of groups whose starter's service makes all calls again. */
    Replays replays() {
        return replays;
    }

    /** What the arguments of one unit's invocations may have in all, in bytes. */
    int maxSize() {
        return redos.maxSize();
    }

    /** Whether some of this process's work could be lost, as far as it was seen at the last look. */
    boolean canLose() {
        return canLose;
    }

    /** How others have ended what a unit of this process had prepared; empty if that can't be told now. Blocks. */
    Optional<Outcome> foundOut(Unit unit, List<CallPath> ran, List<String> names, boolean isFirst) {
        return proofs.foundOut(unit.id(), unit.groupId(), ran, names, isFirst);
    }

    /** The store may have forgotten what it told: another process may have been asked for evidence since. */
    private boolean isOld(Message.BranchOutcome told) {
        return told.toldIn() != null && !isOfEpochNow(told.groupId(), told.toldIn());
    }

    private boolean isOfEpochNow(GroupId groupId, Epoch epoch) {
        return clock.now(groupId.shard())
                .filter(shard -> shard.epoch().equals(epoch))
                .isPresent();
    }

    /** Takes what a manager says of branches, proofs and evidence; false if it says something else. */
    boolean received(String manager, Message.ToClient message) {
        if (message instanceof Message.BranchOutcome told) {
            if (isOld(told)) {
                log.debug("Group {} - what is told of a branch is of an epoch that is over: {}", told.groupId(), told);
                return true;
            }
            all().forEach(branches -> branches.told(told, () -> !isOld(told)));
        } else if (message instanceof Message.BranchUndecided undecided) {
            all().forEach(branches -> branches.undecided(undecided));
        } else if (message instanceof Prove prove) {
            proofs.wanted(manager, prove);
        } else if (message instanceof Redo redo) {
            redos.wanted(manager, redo);
        } else if (message instanceof Discard discard) {
            redos.wanted(manager, discard);
        } else if (message instanceof Replay.ToProcess order) {
            replays.received(manager, order);
        } else if (message instanceof Settling.Fence fence) {
            proofs.wanted(manager, fence);
        } else if (message instanceof Message.EvidenceNoted noted) {
            post.noted(noted);
        } else if (message instanceof Finished finished) {
            oldMarks.received(finished);
        } else {
            return false;
        }
        return true;
    }
}
