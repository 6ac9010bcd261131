package io.txgroup.verification.simulation;

import io.txgroup.manager.cluster.Handed;
import io.txgroup.protocol.ProcessId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What managers have noted of who is connected to them. Notes outlive a manager that dies, and fade; a failover of the store
 * may lose them, which is no more than what a wrong note does.
 */
final class Notes {
    private final World world;
    private final Map<ProcessId, Map<ManagerProcess, Long>> fading = new HashMap<>();

    Notes(World world) {
        this.world = world;
    }

    void note(ProcessId process, ManagerProcess manager, long fadesAfter) {
        fading.computeIfAbsent(process, any -> new HashMap<>()).put(manager, world.timeline.now() + fadesAfter);
    }

    void forget(ProcessId process, ManagerProcess manager) {
        fading.getOrDefault(process, new HashMap<>()).remove(manager);
    }

    /** Who is noted for that process, or any of its service; perhaps wrongly. */
    List<ManagerProcess> managersFor(Handed handed) {
        return fading.entrySet().stream()
                .filter(entry -> isFor(handed, entry.getKey()))
                .flatMap(entry -> entry.getValue().entrySet().stream())
                .filter(note -> note.getValue() > world.timeline.now())
                .map(Map.Entry::getKey)
                .distinct()
                .sorted(Comparator.comparing(ManagerProcess::toString))
                .toList();
    }

    private static boolean isFor(Handed handed, ProcessId process) {
        if (handed.isForAll()) {
            return true;
        }
        return handed.process() == null ? process.service().equals(handed.service()) : process.equals(handed.process());
    }
}
