package io.txgroup.manager.cluster;

import io.txgroup.protocol.ProcessId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This manager among the others: says who is connected to it and where it takes connections, again and again, and takes
 * its leave. Thread-safe; never blocks.
 */
public final class Membership {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private final Presence presence;
    private final Supplier<Set<ProcessId>> connected;
    private volatile @Nullable String address;

    /** A member that takes no connections yet. */
    public Membership(Presence presence, Supplier<Set<ProcessId>> connected) {
        this.presence = presence;
        this.connected = connected;
    }

    /** From now on it takes connections there. */
    public void open(String at) {
        address = at;
        note();
    }

    /** Repeats what would fade. */
    public void note() {
        Set<ProcessId> processes = connected.get();
        if (!processes.isEmpty()) {
            unlessItFails("note that " + processes.size() + " processes are here", presence.note(processes));
        }
        String at = address;
        if (at != null) {
            unlessItFails("note that this manager is at " + at, presence.open(at));
        }
    }

    /** A process is connected here now. */
    public void connected(ProcessId process) {
        unlessItFails("note that " + process + " is here", presence.note(Set.of(process)));
    }

    /** A process is not connected here any more. */
    public void disconnected(ProcessId process) {
        boolean last =
                connected.get().stream().noneMatch(other -> other.service().equals(process.service()));
        unlessItFails("note that " + process + " is gone", presence.left(process, last));
    }

    /** Takes no more connections; who is connected stays so. */
    public void leave() {
        String at = address;
        address = null;
        if (at != null) {
            unlessItFails("note that this manager leaves", presence.closing(at));
        }
    }

    /** The managers that take connections, this one with them. */
    public CompletionStage<List<Presence.Manager>> managers() {
        return presence.managers();
    }

    private static void unlessItFails(String what, CompletionStage<Void> noted) {
        noted.whenComplete((done, failure) -> {
            if (failure != null) {
                log.debug("Could not {}, tried again with the next round", what, failure);
            }
        });
    }
}
