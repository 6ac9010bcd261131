package io.txgroup.client.core;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private final Deque<Wanted> waiting = new ArrayDeque<>();
    private final Set<Message.Prove> known = new HashSet<>();
    private int running;

    Proofs(Surroundings around, Supplier<List<ResourceRecovery>> resources, EvidencePost post) {
        this.around = around;
        this.resources = resources;
        this.post = post;
    }

    private record Wanted(String manager, Message.Prove prove) {}

    /** A manager wants to know. What is asked for already, or is one too many, is dropped: the manager asks again. */
    void wanted(String manager, Message.Prove prove) {
        synchronized (this) {
            if (known.size() >= MOST_WAITING || !known.add(prove)) {
                return;
            }
            waiting.add(new Wanted(manager, prove));
            if (running >= AT_ONCE) {
                return;
            }
            running++;
        }
        around.work().execute(this::work);
    }

    private void work() {
        for (Optional<Wanted> next = next(); next.isPresent(); next = next()) {
            Message.Prove prove = next.get().prove();
            try {
                post.answer(next.get().manager(), evidence(prove));
            } finally {
                synchronized (this) {
                    known.remove(prove);
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

    private Message.Evidence evidence(Message.Prove prove) {
        List<ResourceEnd> ends = new ArrayList<>();
        for (String resource : prove.resources()) {
            ends.add(end(prove, resource));
        }
        return new Message.Evidence(prove.groupId(), prove.unit(), prove.epoch(), ends);
    }

    /**
     * How others have ended what a unit of this process had prepared, in a group that has ended: any mark of a commit
     * tells that it was committed, and nothing else does. Empty if a database does not answer, or keeps no marks: then a
     * person decides.
     */
    Optional<Outcome> foundOut(GroupId groupId, List<CallPath> ran, List<String> names) {
        try {
            boolean unknown = false;
            for (String name : names) {
                Optional<Proof> proof = look(groupId, ran, name);
                if (proof.filter(Proof.COMMITTED::equals).isPresent()) {
                    return Optional.of(Outcome.COMMIT);
                }
                unknown |= proof.filter(Proof.UNKNOWN::equals).isPresent();
            }
            if (unknown) {
                log.warn(
                        "Group {} - has ended, and no mark tells how {} ended with it: they stay as they are until a person"
                                + " looks what the group's other services did",
                        groupId,
                        names);
                return Optional.empty();
            }
            return Optional.of(Outcome.ROLLBACK);
        } catch (Exception e) {
            log.warn(
                    "Group {} - has ended, and how {} ended with it can't be found out now; it is tried again",
                    groupId,
                    names,
                    e);
            return Optional.empty();
        }
    }

    /** Empty if there is nothing here that could look, so that nobody else has ended it either. */
    Optional<Proof> look(GroupId groupId, List<CallPath> ran, String resource) throws Exception {
        int mark = resource.lastIndexOf('#');
        int ordinal = Integer.parseInt(resource.substring(mark + 1));
        String name = resource.substring(0, Math.max(0, mark));
        for (ResourceRecovery recovery : resources.get()) {
            if (recovery.resource().equals(name)) {
                return Optional.of(recovery.prove(groupId, ran, ordinal));
            }
        }
        return Optional.empty();
    }

    private ResourceEnd end(Message.Prove prove, String resource) {
        try {
            return look(prove.groupId(), prove.callPaths(), resource)
                    .map(proof -> end(prove, resource, proof))
                    .orElseGet(() -> unproven(
                            resource,
                            "there is no such resource in this process of "
                                    + around.self().service()));
        } catch (NumberFormatException e) {
            return unproven(resource, "its name has no ordinal, so nothing can be looked for");
        } catch (Exception e) {
            return unproven(resource, "could not be looked for: " + e);
        }
    }

    private static ResourceEnd end(Message.Prove prove, String resource, Proof proof) {
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
