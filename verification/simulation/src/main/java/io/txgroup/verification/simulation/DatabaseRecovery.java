package io.txgroup.verification.simulation;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one process does in one database for units of its service that can't any more. */
final class DatabaseRecovery implements ResourceRecovery {
    private final World world;
    private final Database database;
    private final ServiceProcess process;

    DatabaseRecovery(World world, Database database, ServiceProcess process) {
        this.world = world;
        this.database = database;
        this.process = process;
    }

    @Override
    public String resource() {
        return database.toString();
    }

    @Override
    public List<PreparedBranch> prepared() throws IOException {
        world.step(process);
        if (world.strikes(Fault.RESOURCE_FAILED)) {
            throw new IOException(database + " - can't be asked for branches");
        }
        return database.prepared().stream().map(DatabaseSession::branch).toList();
    }

    @Override
    public void end(PreparedBranch branch, Outcome outcome, BooleanSupplier stillHolds) throws IOException {
        roundTrip();
        if (!stillHolds.getAsBoolean()) {
            throw new IOException(database + " - a connection came too late for what was told of " + branch.name());
        }
        Optional<DatabaseSession> found = database.prepared().stream()
                .filter(session -> session.branch().equals(branch))
                .findFirst();
        if (found.isEmpty() || found.get().isBusy()) {
            if (world.parts.recoveryWay() == RecoveryWay.NOT_FOUND_IS_ROLLED_BACK) {
                return;
            }
            throw new IOException(database + " - unknown branch " + branch.name());
        }
        boolean fails = world.strikes(Fault.RESOURCE_FAILED);
        if (!fails || world.dice.chance(0.5)) {
            world.figures.recovered("branches ended by another process with " + outcome);
            found.get().endBranch(outcome, process);
        }
        world.step(process);
        if (fails) {
            throw new IOException(database + " - the connection broke while it ended " + branch.name());
        }
    }

    @Override
    public Proof prove(GroupId groupId, List<CallPath> callPaths, int ordinal) throws IOException {
        return look(() -> database.marks().prove(groupId, callPaths, ordinal, world.parts.recoveryWay()));
    }

    @Override
    public Proof confirm(GroupId groupId, List<CallPath> callPaths, int ordinal) throws IOException {
        return look(() -> database.marks().confirm(groupId, callPaths, ordinal, world.parts.recoveryWay()));
    }

    private Proof look(Supplier<Proof> way) throws IOException {
        roundTrip();
        Proof proof = way.get();
        if (proof == Proof.IN_FLIGHT) {
            world.timeline.block(process, world.dice.millis(10, 500));
            proof = way.get();
        }
        world.step(process);
        if (world.strikes(Fault.RESOURCE_FAILED)) {
            throw new IOException(database + " - the connection broke while it looked for marks");
        }
        world.figures.recovered("proofs that found " + proof);
        return proof;
    }

    @Override
    public boolean canLose() {
        return !database.isDurable();
    }

    @Override
    public Proof discard(GroupId groupId, Epoch epoch, List<CallPath> callPaths, int ordinal) throws IOException {
        roundTrip();
        for (int waits = 0; database.marks().areLocked(groupId, callPaths, ordinal, null); waits++) {
            if (waits == 4) {
                world.figures.recovered("discards that found " + Proof.IN_FLIGHT);
                return Proof.IN_FLIGHT;
            }
            world.timeline.block(process, world.dice.millis(10, 700));
        }
        Proof proof = world.parts.recoveryWay() == RecoveryWay.DISCARDS_NOTHING
                ? Proof.LOST
                : database.marks().discard(groupId, callPaths, ordinal, epoch);
        if (proof == Proof.LOST) {
            world.losses.discarded(groupId, database, callPaths, ordinal);
        }
        world.step(process);
        if (world.strikes(Fault.RESOURCE_FAILED)) {
            throw new IOException(database + " - the connection broke while it discarded tombstones");
        }
        world.figures.recovered("discards that found " + proof);
        return proof;
    }

    @Override
    public List<OldMark> oldMarks(@Nullable GroupId after, int most) {
        world.step(process);
        return database.marks().groups(after, most).stream()
                .filter(mark -> age(world, mark.groupId()) > world.parts.markRetentionMillis())
                .toList();
    }

    @Override
    public boolean mayHaveForgotten(GroupId groupId) {
        return hasForgotten(world, groupId);
    }

    static boolean hasForgotten(World world, GroupId groupId) {
        return age(world, groupId) > Parts.MARK_RETENTION_MILLIS;
    }

    private static long age(World world, GroupId groupId) {
        long begunAt = groupId.beganAt() - ServiceProcess.WALL_CLOCK_MILLIS;
        return world.timeline.nowMillis() - begunAt;
    }

    @Override
    public void forget(List<GroupId> groups) throws IOException {
        roundTrip();
        database.marks().forget(groups);
        groups.forEach(group -> world.figures.recovered("marks forgotten of groups"));
        if (world.strikes(Fault.RESOURCE_FAILED)) {
            throw new IOException(database + " - the connection broke while it forgot marks");
        }
    }

    private void roundTrip() {
        world.step(process);
        world.timeline.block(process, world.dice.millis(0, 2));
    }
}
