package io.txgroup.protocol.net;

import static io.txgroup.protocol.ResourceEnd.Result.DISCARDED;
import static io.txgroup.protocol.ResourceEnd.Result.LOST;
import static io.txgroup.protocol.ResourceEnd.Result.UNPROVEN;

import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import java.util.List;

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
     * unit can't end it: {@link Message.AskForBranch}, {@link Message.Prove}, {@link Message.Evidence} and their answers, and
     * that a resource is LOST; version 4 {@link AskFinished}, {@link Redo} and {@link Discard} with their answers, and that a
     * resource is DISCARDED.
     */
    public static final Versions SPOKEN = new Versions(1, 4);

    public Versions {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("Versions " + min + " to " + max + " are none");
        }
    }

    /** The oldest version that knows this message: to a manager with which an older one was agreed it can't be sent. */
    public static int since(Message.ToManager message) {
        if (message instanceof AskFinished || message instanceof RedoEnded) {
            return 4;
        }
        if (message instanceof Message.AskForBranch || message instanceof Message.Evidence) {
            return 3;
        }
        return message instanceof Message.Find ? 2 : 1;
    }

    /** The oldest version that knows this message: to a process with which an older one was agreed it can't be sent. */
    public static int since(Message.ToClient message) {
        if (message instanceof Finished || message instanceof Redo || message instanceof Discard) {
            return 4;
        }
        if (message instanceof Message.OfBranch
                || message instanceof Message.Prove
                || message instanceof Message.EvidenceNoted) {
            return 3;
        }
        return message instanceof Message.Found ? 2 : 1;
    }

    /**
     * The message as a manager of the agreed version understands it: before version 3 it knows no resource that is LOST,
     * and keeps the group all the same when it hears that its commit is not proven; before version 4 what is DISCARDED is
     * LOST to it.
     */
    public static Message.ToManager readable(Message.ToManager message, int agreed) {
        if (agreed < 3 && message instanceof Message.Acknowledge said) {
            return new Message.Acknowledge(
                    said.groupId(), said.unit(), said.epoch(), said.outcome(), without(LOST, UNPROVEN, said.ends()));
        }
        if (agreed < 4 && message instanceof Message.Evidence said) {
            return new Message.Evidence(
                    said.groupId(), said.unit(), said.epoch(), without(DISCARDED, LOST, said.ends()));
        }
        return message;
    }

    private static List<ResourceEnd> without(Result unknown, Result known, List<ResourceEnd> ends) {
        return ends.stream()
                .map(end -> end.result() == unknown
                        ? new ResourceEnd(end.resource(), known, unknown + ": " + end.detail())
                        : end)
                .toList();
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
