package io.txgroup.redis.core;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import java.util.List;

/**
 * What a unit does that repairs lost work of another one.
 *
 * @param token of the unit whose work is lost
 */
public record Redo(GroupId groupId, String token) {
    public static Redo of(GroupId groupId, String token) {
        return new Redo(groupId, token);
    }

    /** Applies lists' commands in place of what was lost in the root call. */
    public void run(Queues queues, WireCommand... commands) throws Exception {
        Queue queue = new Queue();
        for (WireCommand command : commands) {
            queue.add(command, command.words().subList(1, 2), "list");
        }
        PartName name = queues.partName(groupId, 1, token, new Epoch("an epoch"));
        queues.parts().direct(name, List.of(CallPath.ROOT), queue, "T");
    }
}
