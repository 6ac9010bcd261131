package io.txgroup.client.core;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.ProcessId;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/** The process of a service whose other process is gone; whatever it is to do, it does at once. */
final class RecoveringProcess {
    static final ProcessId SELF = new ProcessId("storage", "storage-2", "q");

    private RecoveringProcess() {}

    /** Its surroundings, in which somebody listens to what it says to managers. */
    static Surroundings surroundings(HeardLink link, LongSupplier nanos) {
        return new Surroundings(
                SELF, link, Runnable::run, Runnable::run, new Surroundings.Time(nanos, () -> 1_000L), new Random(2));
    }

    /** Its units, which work in one resource manager. */
    static Units units(HeardLink link, LongSupplier nanos, ResourceRecovery resource) {
        return new Units(surroundings(link, nanos), new ClientRules(), UnitListener.NONE, () -> List.of(resource));
    }
}
