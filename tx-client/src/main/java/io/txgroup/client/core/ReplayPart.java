package io.txgroup.client.core;

import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.RedoResource.Verdict;
import io.txgroup.protocol.ResourceEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a process makes again of one original unit: its calls share what is held, as they did then. What was lost stays held
 * until it is told how the attempt ends; what is there is rolled back as soon as no call runs. Thread-safe.
 */
final class ReplayPart {
    private final Redo work;
    private final boolean isOriginal;
    private final Set<String> lost;
    private final ClientRules rules;
    private final RedoScope scope;
    private final Set<CallPath> answered = new TreeSet<>();
    private final Set<String> used = new TreeSet<>();
    private int running;

    /**
     * Of the unit that the work names.
     *
     * @param isOriginal whether its calls are some of the original's; what is not may only read
     */
    ReplayPart(Redo work, boolean isOriginal, ClientRules rules, Surroundings.Time time, long timeLeftMillis) {
        this.work = work;
        this.isOriginal = isOriginal;
        this.rules = rules;
        this.lost = work.resources().stream()
                .filter(resource -> resource.verdict() == Verdict.LOST)
                .map(RedoResource::name)
                .collect(Collectors.toCollection(TreeSet::new));
        this.scope = new RedoScope(work, lost, time, Duration.ofMillis(timeLeftMillis));
    }

    Redo work() {
        return work;
    }

    RedoScope scope() {
        return scope;
    }

    boolean isOriginal() {
        return isOriginal;
    }

    Set<String> lost() {
        return Set.copyOf(lost);
    }

    /** What must not be told apart by the order of its first use. */
    Set<String> mistakable() {
        Set<String> there = work.resources().stream()
                .filter(resource -> resource.verdict() == Verdict.COMMITTED)
                .map(RedoResource::name)
                .collect(Collectors.toSet());
        return new TreeSet<>(rules.mistakable(lost, there));
    }

    synchronized void begins() {
        running++;
    }

    /** Looks whether the call did what the original did, as far as that can be known now; what speaks against it stops. */
    void check(CallPath original) {
        List<HeldResource> worked =
                scope.held().stream().filter(HeldResource::takesPart).toList();
        try {
            for (HeldResource resource : worked) {
                resource.checkBeforeJoin();
            }
        } catch (Exception e) {
            scope.stop(Result.FAILED, "its work can't be committed: " + e.getMessage());
            return;
        }
        Set<String> strange;
        Set<String> unused = new TreeSet<>();
        synchronized (this) {
            worked.forEach(resource -> used.add(resource.name()));
            answered.add(original);
            strange = new TreeSet<>(used);
            work.resources().forEach(resource -> strange.remove(resource.name()));
            if (answered.containsAll(work.callPaths())) {
                unused.addAll(lost);
                unused.removeAll(used);
            }
        }
        if (!strange.isEmpty()) {
            scope.stop(Result.DIFFERS, "it worked with " + strange + ", the original did not");
        } else if (!unused.isEmpty()) {
            scope.stop(Result.DIFFERS, "it did no work in " + unused + ", the original did");
        }
    }

    /** A call has returned: when no other one runs, what was committed the first time is rolled back. */
    void returned() {
        boolean quiet;
        synchronized (this) {
            running--;
            quiet = running == 0;
        }
        if (quiet) {
            HeldResources.end(scope.takeAllBut(this::endsWithTheAttempt), Outcome.ROLLBACK, scope);
        }
    }

    private boolean endsWithTheAttempt(String resource) {
        return rules.endsWithTheAttempt(lost, resource);
    }

    synchronized boolean isRunning() {
        return running > 0;
    }

    /** Whether a call of it still runs though the attempt's time is over: its code hangs. */
    synchronized boolean isLate() {
        return isOriginal && running > 0 && scope.timeLeft().isNegative();
    }

    /** Ends what is held, and says how what was lost has ended. */
    List<ResourceEnd> end(Outcome outcome) {
        scope.seal();
        List<HeldResource> taken = scope.takeAll();
        List<HeldResource> repairing = taken.stream()
                .filter(resource -> outcome == Outcome.COMMIT && endsWithTheAttempt(resource.name()))
                .toList();
        List<HeldResource> others =
                taken.stream().filter(resource -> !repairing.contains(resource)).toList();
        HeldResources.end(others, Outcome.ROLLBACK, scope);
        List<ResourceEnd> ends = new ArrayList<>(HeldResources.end(repairing, Outcome.COMMIT, scope));
        Set<String> unended = new TreeSet<>(lost);
        ends.forEach(end -> unended.remove(end.resource()));
        unended.forEach(
                name -> ends.add(new ResourceEnd(name, ResourceEnd.Result.LOST, "it was rolled back in this attempt")));
        return ends;
    }
}
