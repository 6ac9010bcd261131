package io.txgroup.redis.core;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import java.util.List;

/** A queue that is applied without having been stored, for tests that need no unit around it. */
public final class DirectQueue {
    private final Queue queue = new Queue();

    /** A key was read when its value had that digest. */
    public DirectQueue read(byte[] key, String digest) {
        queue.read(key, digest);
        return this;
    }

    /** One more write. */
    public DirectQueue add(WireCommand command, List<byte[]> keys, String type) {
        queue.add(command, keys, type);
        return this;
    }

    /** Applies it for a unit's root call, if the mark of that is as it was before. */
    public void apply(Queues queues, GroupId groupId, String token, String before) throws Exception {
        PartName name = queues.partName(groupId, 1, token, new Epoch("an epoch"));
        queues.parts().direct(name, List.of(CallPath.ROOT), queue, before);
    }
}
