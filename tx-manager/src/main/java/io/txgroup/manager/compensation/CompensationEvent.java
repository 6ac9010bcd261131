package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.GroupId;
import java.util.List;

/**
 * What the application is told of a compensation: once when there is one, before anything is done, and once when it has
 * ended. Carries no arguments.
 *
 * @param id names the event, the same in every repetition and from every manager: who has seen it drops it
 * @param label what a person calls the transaction
 * @param service of the first unit whose work is lost
 * @param method what that unit ran first; empty if nobody knows
 * @param resources everything that the group's units held
 * @param state where the compensation stands: COMPENSATING or PARKED if it is created, else COMMITTED or RESOLVED
 * @param note why it stands there, in words for a person; may be empty
 */
public record CompensationEvent(
        String id,
        Kind kind,
        GroupId groupId,
        String label,
        String service,
        String method,
        List<Resource> resources,
        CompensationState state,
        String note) {
    public CompensationEvent {
        requireNonNull(id, "id is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(groupId, "groupId is null");
        requireNonNull(label, "label is null");
        requireNonNull(service, "service is null");
        requireNonNull(method, "method is null");
        resources = List.copyOf(resources);
        requireNonNull(state, "state is null");
        requireNonNull(note, "note is null");
    }

    /** What an event tells. */
    public enum Kind {
        CREATED,
        ENDED
    }

    /** What is known of a resource. */
    public enum Known {
        /** Its mark says that it is committed. */
        COMMITTED,
        /** It is proven that it is not committed, and its tombstone forbids that for now. */
        LOST,
        /** It was lost, and is forbidden for good. */
        DISCARDED,
        /** Nobody knows for certain. */
        UNKNOWN
    }

    /**
     * A resource that a unit held.
     *
     * @param service the unit's service
     * @param instance the unit's instance of it, which may be gone
     * @param name the resource's name within the unit, for instance {@code dataSource#1}
     */
    public record Resource(String service, String instance, String name, Known known) {}
}
