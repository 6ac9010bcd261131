package io.txgroup.manager.group;

import io.txgroup.manager.compensation.ReplayedCall;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a group that joined, and which of them a call of a replay is: by caller, service and method; of several the
 * one with the same arguments, else the first that is left, unless they could be mistaken for one another. Pure.
 */
final class OriginalCalls {
    private static final Comparator<Original> IN_ORDER = Comparator.comparing(
                    (Original call) -> call.path().value().length())
            .thenComparing(Original::path);

    private final List<Original> calls = new ArrayList<>();

    OriginalCalls(Group group) {
        for (Member member : group.members()) {
            for (CallPath path : member.callPaths()) {
                Optional<Invocation> invocation = member.invoked().invocations().stream()
                        .filter(known -> known.callPath().equals(path))
                        .findFirst();
                calls.add(new Original(
                        path,
                        member,
                        invocation.map(Invocation::methodId).orElse(""),
                        invocation.map(Invocation::argumentsHash).orElse("")));
            }
        }
        calls.sort(IN_ORDER);
    }

    /**
     * A call that joined.
     *
     * @param methodId what it ran; empty if its unit did not say
     * @param hash of its arguments; empty if they are not known
     */
    record Original(CallPath path, Member member, String methodId, String hash) {
        UnitId unit() {
            return member.unit();
        }

        private Optional<CallPath> caller() {
            return path.caller();
        }

        private Set<String> lost() {
            return member.lost().stream().map(ResourceEnd::resource).collect(Collectors.toSet());
        }

        @Override
        public String toString() {
            return path + " " + unit().service() + " " + (methodId.isEmpty() ? "(not told)" : methodId);
        }
    }

    /**
     * Which call it is.
     *
     * @param call null if it is none
     * @param mistakable why that can't be told, in words for a person; empty if it can
     */
    record Match(@Nullable Original call, String mistakable) {}

    List<Original> all() {
        return List.copyOf(calls);
    }

    Optional<Original> at(CallPath path) {
        return calls.stream().filter(call -> call.path().equals(path)).findFirst();
    }

    /** Which of those that the attempt has not made yet is this one. */
    Match match(Replay.AskForPart ask, StarterReplay replay) {
        CallPath caller = ask.caller();
        if (caller == null) {
            return new Match(at(CallPath.ROOT).orElse(null), "");
        }
        Set<CallPath> taken = replay.matched();
        List<Original> left = calls.stream()
                .filter(call -> call.caller().filter(caller::equals).isPresent())
                .filter(call -> call.unit().service().equals(ask.unit().service()))
                .filter(call -> !taken.contains(call.path()))
                .toList();
        List<Original> named = left.stream()
                .filter(call -> call.methodId().equals(ask.methodId()))
                .toList();
        List<Original> candidates = named.isEmpty()
                ? left.stream().filter(call -> call.methodId().isEmpty()).toList()
                : named;
        Optional<Original> same = candidates.stream()
                .filter(call -> !call.hash().isEmpty() && call.hash().equals(ask.argumentsHash()))
                .findFirst();
        if (same.isPresent() || candidates.size() <= 1) {
            return new Match(same.orElseGet(() -> candidates.isEmpty() ? null : candidates.get(0)), "");
        }
        boolean alike = candidates.stream().allMatch(call -> isLike(call, candidates.get(0)));
        return alike
                ? new Match(candidates.get(0), "")
                : new Match(
                        null,
                        "it could be any of " + candidates
                                + ", which have not all been lost, or have calls of their own,"
                                + " and none had the same arguments");
    }

    /** Whether it does not matter which of the two it is. */
    private boolean isLike(Original one, Original other) {
        boolean same = one.unit().equals(other.unit())
                || (one.lost().isEmpty() && other.lost().isEmpty());
        return same && !callsOthers(one) && !callsOthers(other);
    }

    private boolean callsOthers(Original caller) {
        return calls.stream()
                .anyMatch(call -> call.caller().filter(caller.path()::equals).isPresent());
    }

    /** Those that the attempt has not made. */
    List<Original> neverCalled(StarterReplay replay) {
        Set<CallPath> matched = replay.matched();
        return calls.stream().filter(call -> !matched.contains(call.path())).toList();
    }

    /** Why nobody but a person can have all of it run again, in words; empty if the starter's service can. */
    String barred() {
        Optional<Original> root = at(CallPath.ROOT);
        Optional<Invocation> method = root.flatMap(starter -> starter.member().invoked().invocations().stream()
                .filter(known -> known.callPath().equals(CallPath.ROOT))
                .findFirst());
        if (method.isEmpty()) {
            return "it is not known what the starter ran: its process did not say, or the store has forgotten it";
        }
        if (!method.get().canRunAgain()) {
            return "the starter's method " + method.get().methodId() + " - "
                    + method.get().manualOnly();
        }
        for (Original call : calls) {
            if (call.member().invoked().compensation() == Compensation.NEVER) {
                return "a method of " + call.unit() + " says compensation = NEVER";
            }
            boolean told = call.member().invoked().invocations().stream()
                    .anyMatch(known -> known.callPath().equals(call.path()));
            if (told && call.methodId().isEmpty()) {
                return "call " + call.path() + " of " + call.unit().service()
                        + " was begun by no method with @TxTransaction, so it can't be found again";
            }
            Optional<CallPath> caller = call.caller();
            if (caller.isPresent() && at(caller.get()).isEmpty()) {
                return "call " + call.path() + " was made by call " + caller.get()
                        + ", which wrote nothing, so that it is not known which one that was";
            }
        }
        return "";
    }

    /** What was called then and this time, for a person. */
    String compared(StarterReplay replay) {
        String now = replay.calls().stream().map(OriginalCalls::text).collect(Collectors.joining(", "));
        return "the original called " + calls + ", attempt " + replay.attempt() + " called [" + now + "]";
    }

    private static String text(ReplayedCall call) {
        CallPath original = call.original();
        return call.callPath() + " " + call.by().service() + " " + call.methodId()
                + (original == null
                        ? " (no such call)"
                        : original.equals(call.callPath()) ? "" : " (as " + original + ")");
    }
}
