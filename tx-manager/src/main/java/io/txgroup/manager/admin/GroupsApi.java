package io.txgroup.manager.admin;

import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.GroupStore.Loaded;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.group.Member;
import io.txgroup.protocol.GroupId;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Groups that are not over, those that ended of late, and one group. */
@RestController
@RequestMapping(Routes.API + "/groups")
final class GroupsApi {
    private final GroupStore store;
    private final InFlight inFlight;
    private final RecentGroups recent;
    private final String manager;

    GroupsApi(GroupStore store, InFlight inFlight, RecentGroups recent, Coordinator.Identity identity) {
        this.store = store;
        this.inFlight = inFlight;
        this.recent = recent;
        this.manager = identity.name();
    }

    /** Groups, and the cursor of the next page; null after the last. A group that changes meanwhile may come twice. */
    record Page(List<GroupSummary> items, @Nullable String next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** Groups whose end this very manager has written. */
    record Recent(String manager, int kept, List<GroupSummary> items) {
        public Recent {
            items = List.copyOf(items);
        }
    }

    @GetMapping
    Page list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable GroupState state,
            @RequestParam(required = false) @Nullable String service,
            @RequestParam(required = false) @Nullable String label) {
        Predicate<Group> filter = group -> (state == null || group.state() == state)
                && (service == null || hasUnitOf(group, service))
                && (label == null || group.label().contains(label));
        InFlight.Page page = inFlight.page(cursor, Limits.page(limit), filter);
        return new Page(page.items().stream().map(InFlight.Seen::summary).toList(), page.next());
    }

    private static boolean hasUnitOf(Group group, String service) {
        return group.members().stream()
                .anyMatch(member -> member.unit().service().equals(service));
    }

    @GetMapping("/recent")
    Recent recent() {
        return new Recent(
                manager,
                RecentGroups.KEPT,
                recent.all().stream()
                        .map(group -> GroupSummary.of(group, group.decidedAt()))
                        .toList());
    }

    @GetMapping("/{id}")
    GroupView one(@PathVariable String id) {
        GroupId groupId = CompensationsApi.id(id, store.shards());
        Loaded loaded = AdminRedis.await(store.load(groupId));
        Stored stored = loaded.stored();
        long now = loaded.clock().time();
        if (stored != null) {
            return GroupView.of(stored.group(), now, this::isConnected);
        }
        return recent.find(groupId)
                .map(group -> GroupView.of(group, now, member -> false))
                .orElseThrow(() -> Problem.unknown("There is no record of group " + groupId
                        + ". It ended more than a minute ago and another manager wrote its end, or it never was, or the"
                        + " store has forgotten it (shard " + groupId.shard() + " is now in epoch "
                        + loaded.clock().epoch()
                        + "). That there is no record is no outcome: look at its units' logs"));
    }

    private boolean isConnected(Member member) {
        return AdminRedis.await(store.isPresent(member.unit().process()));
    }
}
