package io.txgroup.manager.admin;

import io.txgroup.manager.compensation.Compensations.Seen;
import io.txgroup.manager.compensation.Compensations.Work;
import io.txgroup.manager.compensation.ReplayedCall;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Invocation;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was called the first time, and in the newest attempt to make all calls again.
 *
 * @param attempt which attempt that is; 0 if none has begun
 * @param stage how far it is with it: WAITING if it is over, or waits for its begin
 * @param original the calls that took part the first time, each behind its caller
 * @param made the attempt's calls, in the order in which they were made
 */
record ReplayView(int attempt, StarterReplay.Stage stage, List<Made> original, List<Made> made) {
    private static final Comparator<Made> BEHIND_ITS_CALLER =
            Comparator.comparing(ReplayView::steps, ReplayView::compare);

    ReplayView {
        original = List.copyOf(original);
        made = List.copyOf(made);
    }

    /**
     * A call.
     *
     * @param callPath where it stands among the calls of the original, or of the attempt
     * @param method what it ran; empty if its service did not say
     * @param original which call of the original it is, in an attempt; null if it is none of them, or one itself
     */
    record Made(String callPath, String service, String method, @Nullable String original) {}

    static @Nullable ReplayView of(Seen seen) {
        StarterReplay replay = seen.record().replay();
        if (replay == null) {
            return null;
        }
        boolean isBetween = replay.stage() == StarterReplay.Stage.WAITING;
        return new ReplayView(
                isBetween ? replay.attempt() - 1 : replay.attempt(),
                replay.stage(),
                Stream.concat(seen.work().stream(), seen.others().stream())
                        .flatMap(ReplayView::original)
                        .sorted(BEHIND_ITS_CALLER)
                        .toList(),
                replay.calls().stream().map(ReplayView::made).toList());
    }

    private static Stream<Made> original(Work work) {
        return work.callPaths().stream()
                .map(path -> new Made(path.value(), work.unit().service(), method(work, path), null));
    }

    private static String method(Work work, CallPath path) {
        return work.invocations().stream()
                .filter(invocation -> invocation.callPath().equals(path))
                .findFirst()
                .map(Invocation::methodId)
                .orElse("");
    }

    private static Made made(ReplayedCall call) {
        CallPath original = call.original();
        return new Made(
                call.callPath().value(),
                call.by().service(),
                call.methodId(),
                original == null ? null : original.value());
    }

    private static List<Integer> steps(Made made) {
        return Stream.of(made.callPath().split("\\.")).map(Integer::valueOf).toList();
    }

    private static int compare(List<Integer> one, List<Integer> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int difference = one.get(i).compareTo(other.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(one.size(), other.size());
    }
}
