package io.txgroup.verification.simulation;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at what the plugin's real recovery does in one process, and says what is true of that. */
final class RedisWatch implements ResourceRecovery {
    private final World world;
    private final AppRedis redis;
    private final ServiceProcess process;
    private final ResourceRecovery real;

    RedisWatch(World world, AppRedis redis, ServiceProcess process, ResourceRecovery real) {
        this.world = world;
        this.redis = redis;
        this.process = process;
        this.real = real;
    }

    @Override
    public String resource() {
        return real.resource();
    }

    @Override
    public List<PreparedBranch> prepared() throws Exception {
        return real.prepared();
    }

    @Override
    public void end(PreparedBranch branch, Outcome outcome, BooleanSupplier stillHolds) throws Exception {
        QueueSession session = redis.session(branch.name());
        real.end(branch, outcome, () -> {
            boolean holds = stillHolds.getAsBoolean();
            if (holds) {
                world.trace.add(
                        () -> process + " " + branch.groupId() + ": ends branch " + session + " with " + outcome);
                session.ends(outcome);
            }
            return holds;
        });
        world.figures.recovered("branches ended by another process with " + outcome);
        world.figures.recovered("stored queues ended by another process with " + outcome);
        session.ended(outcome);
        world.step(process);
    }

    @Override
    public Proof prove(GroupId groupId, List<CallPath> callPaths, int ordinal) throws Exception {
        return proven(groupId, callPaths, ordinal, real.prove(groupId, callPaths, ordinal));
    }

    @Override
    public Proof confirm(GroupId groupId, List<CallPath> callPaths, int ordinal) throws Exception {
        return proven(groupId, callPaths, ordinal, real.confirm(groupId, callPaths, ordinal));
    }

    private Proof proven(GroupId groupId, List<CallPath> callPaths, int ordinal, Proof proof) {
        world.figures.recovered("proofs that found " + proof);
        world.figures.recovered("proofs in Redis that found " + proof);
        world.trace.add(() -> process + " " + groupId + ": proof of " + callPaths + " in " + redis + " is " + proof);
        List<QueueSession> asked = redis.sessions()
                .filter(session -> session.ledger().id().equals(groupId) && session.ordinal() == ordinal)
                .filter(session -> !session.isRepair())
                .filter(session -> !session.marked().isEmpty() && callPaths.containsAll(session.marked()))
                .toList();
        boolean isThere = asked.stream().anyMatch(QueueSession::isThere);
        if (proof == Proof.COMMITTED && !isThere && asked.stream().anyMatch(QueueSession::hasWritten)) {
            throw world.ledgers.fail(
                    Invariant.ALL_OR_NOTHING, groupId, asked + " is proven to be committed, and is not there");
        }
        // where marks are removed by now, nobody believes a tombstone; and somebody may be faster than the answer
        if (proof == Proof.LOST && !real.mayHaveForgotten(groupId)) {
            asked.stream().filter(session -> !session.isRepaired()).forEach(QueueSession::provenLost);
        }
        world.step(process);
        return proof;
    }

    @Override
    public boolean canLose() {
        return real.canLose();
    }

    @Override
    public Proof discard(GroupId groupId, Epoch epoch, List<CallPath> callPaths, int ordinal) throws Exception {
        Proof proof = real.discard(groupId, epoch, callPaths, ordinal);
        if (proof == Proof.LOST) {
            world.losses.discarded(groupId, redis, callPaths, ordinal);
        }
        world.figures.recovered("discards that found " + proof);
        world.step(process);
        return proof;
    }

    @Override
    public List<OldMark> oldMarks(@Nullable GroupId after, int most) throws Exception {
        return real.oldMarks(after, most);
    }

    @Override
    public boolean mayHaveForgotten(GroupId groupId) {
        return real.mayHaveForgotten(groupId);
    }

    @Override
    public void forget(List<GroupId> groups) throws Exception {
        real.forget(groups);
        groups.forEach(group -> world.figures.recovered("marks forgotten of groups"));
    }
}
