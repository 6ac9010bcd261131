package io.txgroup.manager.group;

import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import java.time.Duration;

/**
 * A store under test: as two managers see it, and what can be done to its servers, a master and one replica. Given to
 * each test empty, with the replica up and linked.
 */
public interface StoreBench extends AutoCloseable {
    /** The store of one manager. */
    GroupStore store();

    /** The store of another manager on the same servers. */
    GroupStore otherStore();

    /** One manager notes that the process is connected to it; the note fades after that time. */
    void note(ProcessId process, Duration fadesAfter);

    /** Waits, or makes, that much of the store's time pass. */
    void pass(Duration time);

    /** Empties the store, as FLUSHALL does. */
    void flush();

    /** The record's time is up. */
    void forget(GroupId id);

    /** The replica stops: it stays connected and takes nothing. */
    void stopReplica();

    /** The replica goes on. */
    void resumeReplica();

    /** The link between master and replica breaks. */
    void cutLink();

    /** The link carries nothing more, though both ends believe that it does. */
    void stallLink();

    /** The link is whole again. */
    void healLink();

    /** The master dies and the replica takes over, with what it has; both managers are then connected to it. */
    void failover();

    /** Ends the servers. */
    @Override
    void close();
}
