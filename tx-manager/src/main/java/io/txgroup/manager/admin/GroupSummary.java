package io.txgroup.manager.admin;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group in a list. Times are the store's.
 *
 * @param services the services that have a unit of it, the starter's first
 */
record GroupSummary(
        String id,
        String label,
        GroupState state,
        Attention attention,
        String starter,
        List<String> services,
        int units,
        Instant createdAt,
        Instant deadline,
        @Nullable Instant decidedAt,
        String cause) {
    GroupSummary {
        services = List.copyOf(services);
    }

    static GroupSummary of(Group group, long now) {
        return new GroupSummary(
                group.id().toString(),
                group.label(),
                group.state(),
                Attention.of(group, now),
                group.starter().service(),
                group.members().stream()
                        .map(member -> member.unit().service())
                        .distinct()
                        .toList(),
                group.members().size(),
                Instant.ofEpochMilli(group.createdAt()),
                Instant.ofEpochMilli(group.deadline()),
                group.decidedAt() == 0 ? null : Instant.ofEpochMilli(group.decidedAt()),
                group.cause());
    }
}
