package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A process has marks of these groups, and wants to know which of them are over, so that nobody will ever look for the
 * marks again. Of version 4 of the protocol.
 *
 * @param epoch the epoch in which all of them began, so that they are of one shard; in any other there is no answer
 * @param groups at least one, at most {@link #MOST}
 */
public record AskFinished(Epoch epoch, List<GroupId> groups) implements Message.ToManager {
    /** How many groups one question may name. */
    public static final int MOST = 500;

    public AskFinished {
        requireNonNull(epoch, "epoch is null");
        groups = List.copyOf(groups);
        if (groups.isEmpty() || groups.size() > MOST) {
            throw new IllegalArgumentException(
                    "A question names 1 to " + MOST + " groups, not " + groups.size() + ": split it");
        }
    }

    /** The shard of the first group, and so of all. */
    public int shard() {
        return groups.get(0).shard();
    }
}
