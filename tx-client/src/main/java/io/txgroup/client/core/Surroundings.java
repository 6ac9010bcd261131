package io.txgroup.client.core;

import io.txgroup.protocol.ProcessId;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the core needs of the world.
 *
 * @param self this process
 * @param link the way to the managers
 * @param work runs what may block on a held resource
 * @param listeners runs what the application wants to do after a group's end
 * @param time a monotonic clock
 * @param random cryptographically strong, for names that nobody can guess
 */
public record Surroundings(
        ProcessId self, ManagerLink link, Executor work, Executor listeners, Time time, RandomGenerator random) {
    /**
     * The clocks of this machine.
     *
     * @param nanos monotonic, in nanoseconds
     * @param epochMillis the wall clock in milliseconds; only for the order of names
     */
    public record Time(LongSupplier nanos, LongSupplier epochMillis) {
        long now() {
            return nanos.getAsLong();
        }
    }
}
