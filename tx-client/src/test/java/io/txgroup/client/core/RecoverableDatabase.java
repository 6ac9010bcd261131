package io.txgroup.client.core;

import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A database as a test wants it to answer, which notes what was done with it. */
final class RecoverableDatabase implements ResourceRecovery {
    final List<PreparedBranch> prepared = new ArrayList<>();
    final List<String> ended = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    Runnable untilConnected = () -> {};
    boolean busy;
    boolean away;
    boolean forgetful;
    String notDone = "";
    Proof proof = Proof.UNKNOWN;
    Proof standing = Proof.UNKNOWN;

    @Override
    public String resource() {
        return "db";
    }

    @Override
    public List<PreparedBranch> prepared() {
        return List.copyOf(prepared);
    }

    @Override
    public void end(PreparedBranch branch, Outcome outcome, BooleanSupplier stillHolds)
            throws IOException, ResourceLostException {
        if (busy) {
            throw new IOException("unknown branch: its owner is connected");
        }
        untilConnected.run();
        if (!stillHolds.getAsBoolean()) {
            throw new IOException("too late");
        }
        prepared.remove(branch);
        requireDone();
        ended.add(branch.name() + " " + outcome);
    }

    private void requireDone() throws ResourceLostException {
        if (!notDone.isEmpty()) {
            throw new ResourceLostException(notDone, new IOException(notDone));
        }
    }

    @Override
    public boolean mayHaveForgotten(GroupId groupId) {
        return forgetful;
    }

    @Override
    public Proof prove(GroupId groupId, List<CallPath> callPaths, int ordinal)
            throws IOException, ResourceLostException {
        if (away) {
            throw new IOException("away");
        }
        requireDone();
        asked.add(callPaths + " " + ordinal);
        return proof;
    }

    @Override
    public Proof discard(GroupId groupId, Epoch epoch, List<CallPath> callPaths, int ordinal) {
        return proof;
    }

    @Override
    public Proof confirm(GroupId groupId, List<CallPath> callPaths, int ordinal) {
        return standing;
    }
}
