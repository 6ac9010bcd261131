package io.txgroup.client.net;

import io.txgroup.protocol.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The managers that are connected, and the choice among them. Changed in the event loop only; read by any thread.
 */
final class ReachedManagers {
    private final LongSupplier nanoTime;
    private volatile List<ReachedManager> all = List.of();
    private volatile long unusableSince;
    private boolean wasUsable;

    ReachedManagers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.unusableSince = nanoTime.getAsLong();
    }

    boolean contains(String managerId) {
        return all.stream().anyMatch(manager -> manager.managerId().equals(managerId));
    }

    /** Takes a manager's newest connection; an older one to the same manager is closed. */
    void add(ReachedManager added) {
        List<ReachedManager> managers = new ArrayList<>(all);
        for (ReachedManager older : all) {
            if (older.managerId().equals(added.managerId())) {
                managers.remove(older);
                older.close();
            }
        }
        managers.add(added);
        managers.sort(Comparator.comparing(ReachedManager::managerId));
        all = List.copyOf(managers);
        changed();
    }

    /** False if it had been replaced already. */
    boolean remove(ReachedManager removed) {
        List<ReachedManager> managers = new ArrayList<>(all);
        boolean wasThere = managers.remove(removed);
        all = List.copyOf(managers);
        changed();
        return wasThere;
    }

    /** A manager has become usable, or is so no longer. */
    void changed() {
        boolean usable = isAnyUsable();
        if (wasUsable && !usable) {
            unusableSince = nanoTime.getAsLong();
        }
        wasUsable = usable;
    }

    /** Whether some manager knows this kind of message, or none is there to ask. */
    boolean understands(Message.ToManager message) {
        List<ReachedManager> connected = all;
        return connected.isEmpty() || connected.stream().anyMatch(manager -> manager.understands(message));
    }

    boolean isAnyUsable() {
        return all.stream().anyMatch(ReachedManager::isUsable);
    }

    /** Whether some manager is usable and is not being stopped. */
    boolean doesAnyStay() {
        return all.stream().anyMatch(ReachedManager::stays);
    }

    /** How long no manager has been usable; of no meaning while one is. */
    Duration unusableFor() {
        return Duration.ofNanos(nanoTime.getAsLong() - unusableSince);
    }

    /**
     * Sends to a usable manager, to one that is being stopped only if no other is usable, to any connected one only if
     * none is usable. It is the one of that name if possible,
     * else one that all units of the group choose alike as long as they see the same managers, so that its record is
     * at hand there soon.
     */
    boolean send(String home, Message.ToManager message) {
        List<ReachedManager> connected =
                all.stream().filter(manager -> manager.understands(message)).toList();
        List<ReachedManager> usable =
                connected.stream().filter(ReachedManager::isUsable).toList();
        List<ReachedManager> staying =
                usable.stream().filter(ReachedManager::stays).toList();
        List<ReachedManager> candidates = usable.isEmpty() ? connected : staying.isEmpty() ? usable : staying;
        if (candidates.isEmpty()) {
            return false;
        }
        ReachedManager first = candidates.stream()
                .filter(manager -> manager.managerId().equals(home))
                .findFirst()
                .orElseGet(() -> substitute(candidates, message));
        if (first.send(message)) {
            return true;
        }
        return candidates.stream().anyMatch(manager -> manager != first && manager.send(message));
    }

    private static ReachedManager substitute(List<ReachedManager> candidates, Message.ToManager message) {
        int hash =
                message instanceof Message.ToGroup toGroup ? toGroup.groupId().hashCode() : 0;
        return candidates.get(Math.floorMod(hash, candidates.size()));
    }
}
