package io.txgroup.redis.core;

import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What any process of the service can find out and finish in one factory's Redis. Thread-safe. */
final class RedisRecovery implements ResourceRecovery {
    private final Queues queues;

    RedisRecovery(Queues queues) {
        this.queues = queues;
    }

    @Override
    public String resource() {
        return queues.name();
    }

    @Override
    public List<PreparedBranch> prepared() throws IOException {
        try {
            List<PreparedBranch> branches =
                    queues.parts().prepared().stream().map(PartName::branch).toList();
            queues.tally().saw(branches, queues.around().epochMillis().getAsLong());
            return branches;
        } catch (IOException e) {
            queues.tally().sawNothing();
            throw e;
        }
    }

    @Override
    public void end(PreparedBranch branch, Outcome outcome, BooleanSupplier stillHolds)
            throws IOException, ResourceLostException {
        PartName name = PartName.parse(branch.name())
                .filter(parsed -> parsed.owner().equals(queues.keys().owner()))
                .orElseThrow(() -> new IllegalArgumentException("Stored queue " + branch.name() + " is none of Redis "
                        + queues.name() + " (" + queues.keys().owner() + ")"));
        if (outcome == Outcome.ROLLBACK) {
            queues.parts().rollback(name, stillHolds);
            return;
        }
        try {
            queues.parts().commit(name, stillHolds);
        } catch (ResourceLostException e) {
            queues.tally().lost();
            throw e;
        }
    }

    @Override
    public Proof prove(GroupId groupId, List<CallPath> callPaths, int ordinal)
            throws IOException, ResourceLostException {
        return queues.parts().prove(groupId, callPaths, ordinal, Looking.FOR_LOSS, null);
    }

    @Override
    public Proof confirm(GroupId groupId, List<CallPath> callPaths, int ordinal)
            throws IOException, ResourceLostException {
        return queues.parts().prove(groupId, callPaths, ordinal, Looking.FOR_KNOWN_LOSS, null);
    }

    /** A unit that works here only prepares; beside something that can be lost, that says so itself. */
    @Override
    public boolean canLose() {
        return false;
    }

    @Override
    public Proof discard(GroupId groupId, Epoch epoch, List<CallPath> callPaths, int ordinal)
            throws IOException, ResourceLostException {
        return queues.parts().prove(groupId, callPaths, ordinal, Looking.TO_DISCARD, epoch);
    }

    @Override
    public List<OldMark> oldMarks(@Nullable GroupId after, int most) throws IOException {
        return queues.parts().ended(after, queues.around().epochMillis().getAsLong() - retention(), most);
    }

    /** Half of the retention is left for clocks that differ. */
    @Override
    public boolean mayHaveForgotten(GroupId groupId) {
        return groupId.beganAt() < queues.around().epochMillis().getAsLong() - retention() / 2;
    }

    @Override
    public void forget(List<GroupId> groups) throws IOException {
        queues.parts().forget(groups);
    }

    private long retention() {
        return queues.settings().retention().toMillis();
    }
}
