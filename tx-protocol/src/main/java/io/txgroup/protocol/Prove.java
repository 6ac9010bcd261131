package io.txgroup.protocol;

import java.util.List;

/**
 * Asks a process of the unit's service, any one, to find out in the databases whether work of the unit is committed.
 * The group's outcome is COMMIT. Of version 3 of the protocol.
 *
 * @param unit whose work it is
 * @param callPaths every call of the unit that takes part
 * @param resources the names of those held resources of which it is not known
 * @param mayBePrepared whether a prepared branch may have the work: nothing then proves that it is lost
 */
public record Prove(
        GroupId groupId,
        UnitId unit,
        Epoch epoch,
        List<CallPath> callPaths,
        List<String> resources,
        boolean mayBePrepared)
        implements Message.ToClient {
    public Prove {
        callPaths = List.copyOf(callPaths);
        resources = List.copyOf(resources);
    }
}
