package io.txgroup.verification.simulation;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.ResourceRecovery;
import java.util.List;

/** Where a service keeps its data: a database, or a Redis. */
interface ResourceManager {
    /**
     * Gives a unit something to work with here; what it works with is noted.
     *
     * @throws PoolExhaustedException if there is nothing more to be had
     * @throws Exception if the unit takes nothing more
     */
    Session enlist(CallScope call, ServiceProcess process, Ledger ledger, UnitMark unit) throws Exception;

    /** What a process does here for units of its service that can't any more. */
    ResourceRecovery recovery(ServiceProcess process);

    /** What is prepared and has not ended. */
    List<? extends Session> prepared();

    /** A process has started, and looks at it. */
    default void started(ServiceProcess process) {}

    /** The process is gone. */
    void ownerDied(ServiceProcess process);

    /** It is started again, and has lost nothing that was there for good. */
    void restart();

    /** Somebody's connection breaks; false if there is none. */
    boolean killOne();

    /** What is there in the end must be what was applied. */
    default void check() {}

    /** All connections of a pool are in use. */
    final class PoolExhaustedException extends Exception {
        private static final long serialVersionUID = 1L;

        PoolExhaustedException(String message) {
            super(message);
        }
    }
}
