package io.txgroup.manager.cluster;

import io.txgroup.protocol.ProcessId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The port to what all managers of an installation know of one another: which processes each is connected to, where it is
 * itself, and the way to it. Every note fades unless it is repeated. Nothing but the way of a message may follow from it:
 * that a process is not noted proves nothing, and what is handed over may be lost, doubled or late. Thread-safe; no method
 * blocks, each stage completes in a bounded time.
 */
public interface Presence {
    /** When a note fades; it is repeated three times as often. */
    Duration FADES_AFTER = Duration.ofSeconds(15);

    /** These processes, and so their services, are connected to this manager. */
    CompletionStage<Void> note(Collection<ProcessId> processes);

    /**
     * That process is no longer connected to this manager.
     *
     * @param lastOfItsService whether no other process of its service is
     */
    CompletionStage<Void> left(ProcessId process, boolean lastOfItsService);

    /** This manager takes connections at that address, {@code host:port}. */
    CompletionStage<Void> open(String address);

    /** This manager takes no more connections there. */
    CompletionStage<Void> closing(String address);

    /** The managers that take connections, this one with them. */
    CompletionStage<List<Manager>> managers();

    /**
     * Hands a message to another manager that is noted for its process or service, to the next one if nobody hears it; one for
     * every process to every other manager that takes connections.
     *
     * @return how many have heard it: none, if no manager is noted or none of them listens
     */
    CompletionStage<Integer> handOver(Handed handed);

    /**
     * A manager that takes connections.
     *
     * @param id its name
     * @param address where, {@code host:port}; several behind one balancer have the same
     */
    record Manager(String id, String address) {}
}
