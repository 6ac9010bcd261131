package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Asks a process of the unit's service, any one, to run the unit's invocations again and so to make what is lost whole.
 * The group's outcome is COMMIT, and of every resource it is known whether it is lost. While it runs, a repetition of the
 * same attempt is answered by nothing; once it has ended, {@link RedoEnded} is said again. Of version 4 of the protocol.
 *
 * @param unit whose work is lost
 * @param epoch the shard's epoch when the group began
 * @param attempt which try this is, from 1
 * @param callPaths every call of the unit that takes part
 * @param resources all of the unit's resources
 * @param invocations what the unit ran, in its order
 */
public record Redo(
        GroupId groupId,
        UnitId unit,
        Epoch epoch,
        int attempt,
        List<CallPath> callPaths,
        List<RedoResource> resources,
        List<Invocation> invocations)
        implements Message.ToClient {
    public Redo {
        requireNonNull(groupId, "groupId is null");
        requireNonNull(unit, "unit is null");
        requireNonNull(epoch, "epoch is null");
        callPaths = List.copyOf(callPaths);
        resources = List.copyOf(resources);
        invocations = List.copyOf(invocations);
    }
}
