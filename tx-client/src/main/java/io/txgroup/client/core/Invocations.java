package io.txgroup.client.core;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a unit's calls run, in the order in which they were entered: what a redo would run. Kept small, for it travels with
 * every join and is stored with the group. Thread-safe.
 */
final class Invocations {
    private final int maxSize;
    private final Map<CallPath, Invocation> entered = new LinkedHashMap<>();
    private final Set<CallPath> never = new HashSet<>();
    private boolean byStarter;
    private int size;

    private Invocations(int maxSize) {
        this.maxSize = maxSize;
    }

    /** Those of the unit; the same each time. */
    static Invocations of(Unit unit) {
        int maxSize = unit.owner().recovery().maxSize();
        return unit.attachment(Invocations.class, () -> new Invocations(maxSize));
    }

    /** A call enters its method. */
    void entered(CallPath path, Invoked invoked, boolean canBeLost) {
        if (invoked.compensation() == Compensation.NEVER) {
            synchronized (this) {
                never.add(path);
            }
            return;
        }
        boolean replays = path.equals(CallPath.ROOT) && invoked.compensation() == Compensation.STARTER;
        if (replays) {
            synchronized (this) {
                byStarter = true;
            }
        }
        if (canBeLost || replays) {
            keep(invoked.at(path));
        }
    }

    private synchronized void keep(Invocation invocation) {
        int wanted = bytes(invocation);
        if (size + wanted > maxSize) {
            String why = "its arguments and context have " + wanted + " bytes, and those of its unit may have "
                    + maxSize + " in all, of which " + size + " are used (tx.client.compensation.max-size)";
            entered.put(
                    invocation.callPath(), Invocation.manualOnly(invocation.callPath(), invocation.methodId(), why));
            return;
        }
        size += wanted;
        entered.put(invocation.callPath(), invocation);
    }

    private static int bytes(Invocation invocation) {
        int bytes = bytes(invocation.arguments());
        for (Map.Entry<String, String> carried : invocation.context().entrySet()) {
            bytes += bytes(carried.getKey()) + bytes(carried.getValue());
        }
        for (String pointer : invocation.sensitive()) {
            bytes += bytes(pointer);
        }
        return bytes;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * What may be done about these calls: one that says never speaks for all, since they end together; and the starter's
     * method for its group.
     */
    synchronized Compensation compensation(Set<CallPath> joined) {
        if (never.stream().anyMatch(joined::contains)) {
            return Compensation.NEVER;
        }
        return byStarter && joined.contains(CallPath.ROOT) ? Compensation.STARTER : Compensation.UNIT;
    }

    /** What the unit joined with, if work can be lost that this would do again; one for every call. */
    List<Invocation> toRepeat(Unit unit) {
        Set<CallPath> joined = unit.joined();
        boolean safe = unit.resources().canPrepare() || unit.resources().names().isEmpty();
        Compensation allowed = compensation(joined);
        if ((safe && allowed != Compensation.STARTER) || allowed == Compensation.NEVER) {
            return List.of();
        }
        synchronized (this) {
            List<Invocation> invocations = new ArrayList<>();
            entered.values().stream()
                    .filter(known -> joined.contains(known.callPath()))
                    .forEach(invocations::add);
            joined.stream()
                    .filter(path -> !safe && !entered.containsKey(path))
                    .map(path -> Invocation.manualOnly(path, "", "no method with @TxTransaction began this call"))
                    .forEach(invocations::add);
            return invocations;
        }
    }
}
