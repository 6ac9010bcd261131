package io.txgroup.client.spi;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One call of a group as the code that it runs sees it: where it stands and what it may still do. Every method that
 * adds something to the group fails with an {@link IllegalStateException} once the call is sealed (its method has
 * returned) or the unit has ended. Thread-safe.
 */
public interface CallScope {
    /** The group that the call belongs to. */
    GroupId groupId();

    /** Where the call stands in the group's tree. */
    CallPath callPath();

    /** The unit that serves the call. */
    UnitId unit();

    /** The store's epoch when the group began; empty if no manager was known then, and the group can only stay here. */
    Optional<Epoch> epoch();

    /** The time until the group's deadline; zero or less when it has passed. */
    Duration timeLeft();

    /** Whether the call's method has promised to write nothing. */
    boolean readOnly();

    /** Whether this call is the starter's method, or one that the group's deadline or a veto has already ended. */
    boolean rollbackOnly();

    /**
     * Something that belongs to the unit, made once; the same for all calls that the unit serves.
     *
     * @param key equal for the same thing
     * @param make makes it; called under the unit's lock, so it must not block
     */
    <T> T attachment(Object key, Supplier<T> make);

    /**
     * Takes a resource that the unit holds from now on. No lock is held while it is being taken.
     *
     * @throws Exception what the source threw; nothing is held then
     */
    <R extends HeldResource> R enlist(HeldResource.Source<R> source) throws Exception;

    /**
     * Fails with an {@link IllegalStateException} once the call is sealed or the unit has ended. Asked before more work
     * is done on a resource that the unit holds already, while nobody else can work on it.
     */
    void checkOpen();

    /**
     * Has the listener told, once, when this unit's part of the group has ended; the unit takes part from now on, so
     * that it hears of the outcome. The listener runs in a thread of its own, outside any group, and what it throws is
     * logged. It is not told if this process dies before, or if the outcome is never known.
     */
    void whenEnded(Consumer<Outcome> listener);

    /**
     * Makes COMMIT impossible: local work of the group was rolled back, or can't be trusted.
     *
     * @param reason in words for a person
     */
    void veto(String reason);

    /** What this call repairs, if it is run again because work of its unit was lost; empty in the original. */
    default Optional<Repair> repair() {
        return Optional.empty();
    }
}
