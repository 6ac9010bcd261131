package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Asks a process of the unit's service, any one, to forbid for good that lost work is ever repaired: tombstones become
 * discarded. Answered by {@link Message.Evidence}, in which a resource is DISCARDED, COMMITTED if a redo was faster, or
 * UNPROVEN if nothing could be changed. Of version 4 of the protocol.
 *
 * @param unit whose work is lost
 * @param epoch the shard's epoch when the group began
 * @param callPaths every call of the unit that takes part
 * @param resources the names of the lost resources
 */
public record Discard(GroupId groupId, UnitId unit, Epoch epoch, List<CallPath> callPaths, List<String> resources)
        implements Message.ToClient {
    public Discard {
        requireNonNull(groupId, "groupId is null");
        requireNonNull(unit, "unit is null");
        requireNonNull(epoch, "epoch is null");
        callPaths = List.copyOf(callPaths);
        resources = List.copyOf(resources);
    }
}
