package io.txgroup.protocol.net;

import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.Settling;

/**
 * The versions of the protocol that a peer speaks. A new optional field needs no new version; a new kind of message
 * does.
 *
 * @param min the oldest
 * @param max the newest
 */
public record Versions(int min, int max) {
    /**
     * What this release speaks. Version 2 adds {@link Message.Find} and its answer; version 3 what is said about work whose
     * unit can't end it: {@link Message.AskForBranch}, {@link Prove}, {@link Message.Evidence} and their answers, and
     * that a resource is LOST; version 4 what settles a group that the store forgot, {@link Settling}, {@link AskFinished},
     * {@link Redo} and {@link Discard} with their answers, and that a resource is OPEN or DISCARDED;
     * version 5 {@link Replay}, and that the starter says {@link Compensation#STARTER}.
     */
    public static final Versions SPOKEN = new Versions(1, 5);

    public Versions {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("Versions " + min + " to " + max + " are none");
        }
    }

    /** The oldest version that knows this message: to a manager with which an older one was agreed it can't be sent. */
    public static int since(Message.ToManager message) {
        if (message instanceof Replay.FromProcess) {
            return 5;
        }
        if (message instanceof AskFinished || message instanceof Settling.Statement || message instanceof RedoEnded) {
            return 4;
        }
        if (message instanceof Message.AskForBranch || message instanceof Message.Evidence) {
            return 3;
        }
        return message instanceof Message.Find ? 2 : 1;
    }

    /** The oldest version that knows this message: to a process with which an older one was agreed it can't be sent. */
    public static int since(Message.ToClient message) {
        if (message instanceof Replay.ToProcess) {
            return 5;
        }
        if (message instanceof Finished
                || message instanceof Redo
                || message instanceof Discard
                || message instanceof Settling.Freeze
                || message instanceof Settling.Recall
                || message instanceof Settling.Fence) {
            return 4;
        }
        if (message instanceof Message.OfBranch
                || message instanceof Prove
                || message instanceof Message.EvidenceNoted) {
            return 3;
        }
        return message instanceof Message.Found ? 2 : 1;
    }

    /**
     * The message as a manager of the agreed version understands it: before version 3 it knows no resource that is LOST,
     * and keeps the group all the same when it hears that its commit is not proven; before version 4 none that is OPEN, and what
     * is DISCARDED is LOST to it; before version 5 it knows no STARTER, and is told UNIT.
     */
    public static Message.ToManager readable(Message.ToManager message, int agreed) {
        if (agreed < 5 && message instanceof Message.Close close && close.compensation() == Compensation.STARTER) {
            return new Message.Close(
                    close.groupId(),
                    close.unit(),
                    close.epoch(),
                    close.outcome(),
                    close.own(),
                    close.expected(),
                    close.canPrepare(),
                    close.resources(),
                    close.reason(),
                    Compensation.UNIT,
                    close.invocations());
        }
        if (agreed < 4 && message instanceof Message.Evidence evidence) {
            return new Message.Evidence(
                    evidence.groupId(),
                    evidence.unit(),
                    evidence.epoch(),
                    evidence.ends().stream().map(Versions::beforeFour).toList());
        }
        if (agreed >= 3
                || !(message instanceof Message.Acknowledge acknowledge)
                || acknowledge.ends().stream().noneMatch(end -> end.result() == Result.LOST)) {
            return message;
        }
        return new Message.Acknowledge(
                acknowledge.groupId(),
                acknowledge.unit(),
                acknowledge.epoch(),
                acknowledge.outcome(),
                acknowledge.ends().stream()
                        .map(end -> end.result() == Result.LOST ? unproven(end) : end)
                        .toList());
    }

    private static ResourceEnd beforeFour(ResourceEnd end) {
        return switch (end.result()) {
            case OPEN -> unproven(end);
            case DISCARDED -> new ResourceEnd(end.resource(), Result.LOST, "DISCARDED: " + end.detail());
            case COMMITTED, ROLLED_BACK, UNPROVEN, LOST -> end;
        };
    }

    private static ResourceEnd unproven(ResourceEnd end) {
        return new ResourceEnd(end.resource(), Result.UNPROVEN, end.result() + ": " + end.detail());
    }

    /** The newest that both speak, or 0. */
    int newestInCommon(Versions other) {
        int newest = Math.min(max, other.max);
        return newest >= Math.max(min, other.min) ? newest : 0;
    }

    @Override
    public String toString() {
        return min == max ? "version " + min : "versions " + min + " to " + max;
    }
}
