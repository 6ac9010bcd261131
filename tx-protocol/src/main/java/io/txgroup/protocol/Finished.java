package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Groups that a process asked for and that are over: every unit has acknowledged, and the record is gone, in the very epoch
 * in which they began. Of version 4 of the protocol.
 *
 * @param epoch the epoch that was asked for
 * @param groups some of those that were asked for
 */
public record Finished(Epoch epoch, List<GroupId> groups) implements Message.ToClient {
    public Finished {
        requireNonNull(epoch, "epoch is null");
        groups = List.copyOf(groups);
    }
}
