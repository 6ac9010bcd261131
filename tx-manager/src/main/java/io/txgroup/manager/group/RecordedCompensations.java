package io.txgroup.manager.group;

import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.manager.compensation.Compensations;
import io.txgroup.manager.compensation.Order;
import io.txgroup.manager.group.GroupStore.CompensationKey;
import io.txgroup.manager.group.GroupStore.Loaded;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.protocol.GroupId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compensations as the store has them. A page is put together from the index of all shards, newest first, and the records
 * are read a few at a time; orders go through the groups' mailboxes like anything else that happens to a group.
 */
final class RecordedCompensations implements Compensations {
    private static final int AT_ONCE = 20;

    private final GroupStore store;
    private final BiConsumer<GroupId, GroupEvent> mailboxes;

    RecordedCompensations(GroupStore store, BiConsumer<GroupId, GroupEvent> mailboxes) {
        this.store = store;
        this.mailboxes = mailboxes;
    }

    @Override
    public CompletionStage<Page> list(Query query) {
        String before = query.cursor().isEmpty()
                ? CompensationKey.at(query.until())
                : CompensationKey.parse(query.cursor()).text();
        List<CompletableFuture<List<CompensationKey>>> shards = IntStream.range(0, store.shards())
                .mapToObj(shard ->
                        store.compensations(shard, before, query.limit()).toCompletableFuture())
                .toList();
        return all(shards).thenCompose(found -> {
            List<CompensationKey> newest = found.stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.reverseOrder())
                    .limit(query.limit())
                    .toList();
            List<CompensationKey> wanted =
                    newest.stream().filter(key -> key.since() >= query.from()).toList();
            boolean isLast = newest.size() < query.limit() || wanted.size() < newest.size();
            String next = isLast ? null : newest.get(newest.size() - 1).text();
            return page(wanted, query, next);
        });
    }

    private CompletionStage<Page> page(List<CompensationKey> keys, Query query, @Nullable String next) {
        return read(keys, query, List.of()).thenApply(found -> new Page(found, next));
    }

    /** A few records at a time: each may have all that its units were called with. */
    private CompletionStage<List<Seen>> read(List<CompensationKey> keys, Query query, List<Seen> before) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(before);
        }
        List<CompensationKey> slice = keys.subList(0, Math.min(AT_ONCE, keys.size()));
        List<CompletableFuture<Optional<Seen>>> records =
                slice.stream().map(key -> one(key.id()).toCompletableFuture()).toList();
        return all(records).thenCompose(found -> {
            List<Seen> known = new ArrayList<>(before);
            found.stream()
                    .flatMap(Optional::stream)
                    .filter(seen -> isWanted(seen, query))
                    .forEach(seen -> known.add(seen.withoutArguments()));
            return read(keys.subList(slice.size(), keys.size()), query, known);
        });
    }

    private static boolean isWanted(Seen seen, Query query) {
        return (query.states().isEmpty() || query.states().contains(seen.state()))
                && (query.service().isEmpty()
                        || seen.work().stream()
                                .anyMatch(work -> work.unit().service().equals(query.service())));
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public CompletionStage<Optional<Seen>> one(GroupId id) {
        if (id.shard() >= store.shards()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return store.load(id).thenApply(RecordedCompensations::seen);
    }

    private static Optional<Seen> seen(Loaded loaded) {
        Stored stored = loaded.stored();
        CompensationRecord record = stored == null ? null : stored.group().compensation();
        if (stored == null || record == null) {
            return Optional.empty();
        }
        Group group = stored.group();
        List<Work> work = new ArrayList<>();
        List<Work> others = new ArrayList<>();
        for (Member member : group.members()) {
            boolean wasLost = record.unit(member.unit()).isPresent();
            (wasLost ? work : others)
                    .add(new Work(
                            member.unit(),
                            member.invoked().compensation(),
                            member.callPaths(),
                            member.invoked().invocations(),
                            member.ends()));
        }
        long now = loaded.clock().time();
        String version = stored.version().toString();
        CompensationState state = CompensationSteps.state(group.state());
        return Optional.of(new Seen(
                group.id(), version, state, group.label(), now, work, others, record, would(group, version, now)));
    }

    /** A dry run: the rules are pure, so what they make of an order is known without giving it. */
    private static Map<Order.Kind, Answer> would(Group group, String version, long now) {
        Map<Order.Kind, Answer> would = new EnumMap<>(Order.Kind.class);
        for (Order.Kind kind : Order.Kind.values()) {
            Order tried = new Order(0, "dry run", kind, "dry run");
            CompensationOrders.Ruling ruling = CompensationOrders.ordered(group, tried, now);
            would.put(kind, new Answer(ruling.result(), ruling.message(), version));
        }
        return would;
    }

    @Override
    public CompletionStage<Answer> repairNow(GroupId id, String version, String by, String note) {
        return order(id, version, new Order(0, by, Order.Kind.REPAIR_NOW, note));
    }

    @Override
    public CompletionStage<Answer> hold(GroupId id, String version, String by, String note) {
        return order(id, version, new Order(0, by, Order.Kind.HOLD, note));
    }

    @Override
    public CompletionStage<Answer> resume(GroupId id, String version, String by, String note) {
        return order(id, version, new Order(0, by, Order.Kind.RESUME, note));
    }

    @Override
    public CompletionStage<Answer> discard(GroupId id, String version, String by, String note) {
        return order(id, version, new Order(0, by, Order.Kind.DISCARD, note));
    }

    private CompletionStage<Answer> order(GroupId id, String version, Order order) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (id.shard() >= store.shards()) {
            answer.complete(new Answer(
                    Answer.Result.NOT_THERE,
                    "Group " + id + " has shard " + id.shard() + ", and there are " + store.shards(),
                    ""));
        } else {
            mailboxes.accept(id, new GroupEvent.Ordered(version, order, answer));
        }
        return answer;
    }
}
