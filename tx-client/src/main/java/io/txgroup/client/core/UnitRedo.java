package io.txgroup.client.core;

import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.RedoResource.Verdict;
import io.txgroup.protocol.ResourceEnd;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to make a unit's lost work whole: tombstones first, then all of its invocations in their order, each lost
 * resource turning its tombstones in the transaction of the work. So it happens exactly once by the databases alone,
 * whoever else tries; no manager is asked. Used by one thread, which it blocks, but for {@link #tick}.
 */
final class UnitRedo {
    private static final Logger log = LoggerFactory.getLogger(UnitRedo.class);

    private final Redo redo;
    private final Surroundings around;
    private final ClientRules rules;
    private final Proofs proofs;
    private final Repeating repeating;
    private final Set<String> lost = new LinkedHashSet<>();
    private final List<ResourceEnd> ends = new ArrayList<>();
    private volatile @Nullable RedoScope running;

    UnitRedo(Redo redo, Surroundings around, ClientRules rules, Proofs proofs, Repeating repeating) {
        this.redo = redo;
        this.around = around;
        this.rules = rules;
        this.proofs = proofs;
        this.repeating = repeating;
    }

    RedoEnded run() {
        try {
            Optional<RedoEnded> known = look();
            if (known.isPresent()) {
                return known.get();
            }
            return lost.isEmpty() ? ended(Result.REPAIRED, "") : repeat(prepared());
        } catch (CannotRepeatException e) {
            return ended(Result.CANNOT, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            return ended(Result.FAILED, "the databases could not be asked: " + e);
        }
    }

    /**
     * Sees to it that there are tombstones: a late commit of the original fails on them from now on. Of work whose marks may
     * have been removed only those count that were there before: it may have been done again since.
     */
    private Optional<RedoEnded> look() throws Exception {
        try {
            return lookAtEach();
        } catch (ResourceLostException e) {
            // committed in part: done again, some of it would be there twice
            return Optional.of(ended(Result.CANNOT, String.valueOf(e.getMessage())));
        }
    }

    private Optional<RedoEnded> lookAtEach() throws Exception {
        lost.clear();
        ends.clear();
        Set<String> there = new TreeSet<>();
        for (RedoResource resource : redo.resources()) {
            String name = resource.name();
            if (resource.verdict() == Verdict.COMMITTED) {
                there.add(name);
            } else {
                Optional<Proof> proof = proofs.lookAgain(redo.groupId(), redo.epoch(), redo.callPaths(), name);
                if (proof.isEmpty()) {
                    return Optional.of(ended(Result.CANNOT, "there is no resource " + name + " in this process"));
                }
                switch (proof.get()) {
                    case COMMITTED -> {
                        there.add(name);
                        ends.add(new ResourceEnd(name, ResourceEnd.Result.COMMITTED, "its mark is there"));
                    }
                    case LOST -> lost.add(name);
                    case IN_FLIGHT -> {
                        return Optional.of(ended(Result.BUSY, "a session still has " + name + " open"));
                    }
                    case UNKNOWN -> {
                        return Optional.of(ended(
                                Result.CANNOT,
                                "no tombstone proves the loss of " + name
                                        + ": it leaves no marks, or they were removed, for"
                                        + " it was done again and the managers' store is an older copy; look whether its work"
                                        + " is there, and put in the mark that says so"));
                    }
                }
            }
        }
        Set<String> mistakable = new TreeSet<>(rules.mistakable(lost, there));
        return mistakable.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ended(
                                Result.CANNOT,
                                mistakable + " is lost, and another connection to the same database has committed ("
                                        + there
                                        + "): run again, the methods may open them in another order, and do twice what is there"));
    }

    /** All or none: nothing runs before it is known that everything can. */
    private List<Ready> prepared() throws CannotRepeatException {
        Set<CallPath> missing = new TreeSet<>(redo.callPaths());
        List<Ready> ready = new ArrayList<>();
        for (Invocation invocation : redo.invocations()) {
            missing.remove(invocation.callPath());
            if (!invocation.canRunAgain()) {
                throw new CannotRepeatException("call " + invocation.callPath() + " (" + invocation.methodId()
                        + ") can only be repaired by a person: " + invocation.manualOnly());
            }
            ready.add(new Ready(invocation.callPath(), repeating.prepare(invocation)));
        }
        if (!missing.isEmpty()) {
            throw new CannotRepeatException("it is not known what the calls " + missing + " have run");
        }
        return ready;
    }

    private record Ready(CallPath callPath, Repeating.Again again) {}

    private RedoEnded repeat(List<Ready> calls) throws Exception {
        RedoScope scope = new RedoScope(redo, lost, around.time(), repeating.timeout());
        running = scope;
        try {
            for (Ready call : calls) {
                if (scope.stopped().isEmpty()) {
                    scope.at(call.callPath());
                    call.again().run(scope);
                }
            }
            scope.seal();
            compare(scope);
            Optional<List<HeldResource>> taken = scope.takeToCommit();
            return taken.isPresent()
                    ? commit(scope, taken.get())
                    : stopped(scope, scope.stopped().orElseThrow());
        } finally {
            scope.seal();
            HeldResources.end(scope.takeAll(), Outcome.ROLLBACK, scope);
        }
    }

    /**
     * Time passes. Work that has taken too long is given up, even if its code hangs in something that nobody can cancel:
     * what it holds, others wait for. Its end, if that is so; thread-safe.
     */
    Optional<RedoEnded> tick() {
        RedoScope scope = running;
        return scope == null
                ? Optional.empty()
                : scope.takeIfLate(repeating.timeout()).map(taken -> late(scope, taken));
    }

    private RedoEnded late(RedoScope scope, List<HeldResource> taken) {
        around.work().execute(() -> HeldResources.end(taken, Outcome.ROLLBACK, scope));
        RedoScope.Stop stop = scope.stopped().orElseThrow();
        log.warn("{} - {}; its time is over, what it holds is rolled back, its code may go on", scope, stop.why());
        Result result = stop.changed() ? Result.FAILED : stop.result();
        return new RedoEnded(redo.groupId(), redo.unit(), redo.epoch(), redo.attempt(), result, stop.why(), List.of());
    }

    /** Whether this was the same work, and can be committed. */
    private void compare(RedoScope scope) {
        if (scope.stopped().isPresent()) {
            return;
        }
        List<HeldResource> worked = working(scope.held());
        try {
            for (HeldResource resource : worked) {
                resource.checkBeforeJoin();
            }
        } catch (Exception e) {
            scope.stop(Result.FAILED, "its work can't be committed: " + e.getMessage());
            return;
        }
        Set<String> used = worked.stream().map(HeldResource::name).collect(Collectors.toCollection(TreeSet::new));
        Set<String> strange = new TreeSet<>(used);
        redo.resources().forEach(resource -> strange.remove(resource.name()));
        Set<String> unused = new TreeSet<>(lost);
        unused.removeAll(used);
        if (!strange.isEmpty()) {
            scope.stop(Result.DIFFERS, "it worked with " + strange + ", the original did not");
        } else if (!unused.isEmpty()) {
            scope.stop(Result.DIFFERS, "it did no work in " + unused + ", the original did");
        }
    }

    private static List<HeldResource> working(List<HeldResource> held) {
        return held.stream().filter(HeldResource::takesPart).toList();
    }

    private RedoEnded stopped(RedoScope scope, RedoScope.Stop stop) throws Exception {
        HeldResources.end(scope.takeAll(), Outcome.ROLLBACK, scope);
        if (!stop.changed()) {
            return ended(stop.result(), stop.why());
        }
        Optional<RedoEnded> known = look();
        if (known.isPresent()) {
            return known.get();
        }
        if (lost.isEmpty()) {
            log.debug("{} - was beaten to it: {}", scope, stop.why());
            return ended(Result.REPAIRED, "");
        }
        return ends.isEmpty() ? ended(stop.result(), stop.why()) : ended(Result.FAILED, stop.why());
    }

    /** First what must not stay is rolled back, then the rest is committed; each of it proves itself. */
    private RedoEnded commit(RedoScope scope, List<HeldResource> taken) {
        List<HeldResource> repairing =
                working(taken).stream().filter(r -> lost.contains(r.name())).toList();
        List<HeldResource> others =
                taken.stream().filter(r -> !repairing.contains(r)).toList();
        HeldResources.end(others, Outcome.ROLLBACK, scope);
        List<ResourceEnd> repaired = HeldResources.end(repairing, Outcome.COMMIT, scope);
        ends.addAll(repaired);
        boolean whole = repaired.stream().allMatch(end -> end.result() == ResourceEnd.Result.COMMITTED);
        if (!whole) {
            return ended(Result.FAILED, "not all of its local commits succeeded: " + repaired);
        }
        log.info("{} - {} is committed now: the unit is whole", scope, lost);
        tellListeners(scope);
        return ended(Result.REPAIRED, "");
    }

    /** The process that did the work the first time did not live to tell them. */
    private void tellListeners(RedoScope scope) {
        for (Consumer<Outcome> listener : scope.listeners()) {
            around.listeners().execute(() -> {
                try {
                    listener.accept(Outcome.COMMIT);
                } catch (RuntimeException | Error e) {
                    log.error("{} - a listener failed after COMMIT; the group is not affected", scope, e);
                }
            });
        }
    }

    private RedoEnded ended(Result result, String why) {
        return new RedoEnded(redo.groupId(), redo.unit(), redo.epoch(), redo.attempt(), result, why, List.copyOf(ends));
    }
}
