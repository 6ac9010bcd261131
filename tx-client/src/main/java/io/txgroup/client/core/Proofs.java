package io.txgroup.client.core;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.Message;
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

/**
 * Looks into the databases for managers that must know how a unit's resources ended; only the databases decide. A few
 * at a time, since each look may wait for a lock, and the workers have outcomes to act on. Thread-safe.
 */
final class Proofs {
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

    private ResourceEnd end(Message.Prove prove, String resource) {
        try {
            int mark = resource.lastIndexOf('#');
            int ordinal = Integer.parseInt(resource.substring(mark + 1));
            String name = resource.substring(0, Math.max(0, mark));
            Optional<ResourceRecovery> recovery = resources.get().stream()
                    .filter(known -> known.resource().equals(name))
                    .findFirst();
            if (recovery.isEmpty()) {
                return unproven(
                        resource,
                        "no resource '" + name + "' in this process of "
                                + around.self().service());
            }
            return end(prove, resource, recovery.get().prove(prove.groupId(), prove.callPaths(), ordinal));
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
