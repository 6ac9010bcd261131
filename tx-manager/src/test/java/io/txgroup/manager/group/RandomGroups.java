package io.txgroup.manager.group;

import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Holding;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Makes groups by a seeded source: any shape a record may have, whether or not the rules would make it so. */
public final class RandomGroups {
    private final RandomGenerator random;
    private final int shards;

    /** Groups in that many shards. */
    public RandomGroups(RandomGenerator random, int shards) {
        this.random = random;
        this.shards = shards;
    }

    /** A name. */
    public GroupId id() {
        return GroupId.next(1_790_000_000_000L + random.nextInt(1_000_000), random, shards);
    }

    /** A group that has just been created in that epoch, not due for an hour. */
    public Group created(Epoch epoch, long now) {
        return Group.created(id(), epoch, unit(), now + 10_000, now, now + 3_600_000, "order.place");
    }

    /** That group in another state, or with another deadline; a decided one is due in about a minute. */
    public static Group with(Group group, GroupState state, long deadline) {
        return new Group(
                group.id(),
                group.epoch(),
                state,
                group.label(),
                group.starter(),
                group.notAfter(),
                group.createdAt(),
                deadline,
                0,
                state.outcome().isPresent() ? group.createdAt() - 300_000 : 0,
                group.expected(),
                group.members(),
                "written by a test",
                null,
                null);
    }

    /** A group of any shape. */
    public Group any() {
        UnitId starter = unit();
        return new Group(
                id(),
                new Epoch(text(64)),
                oneOf(GroupState.values()),
                maybeText(80),
                starter,
                millis(),
                millis(),
                millis(),
                millis(),
                millis(),
                random.nextBoolean() ? null : some(5, i -> unitCalls()),
                some(6, i -> member(i == 0 ? starter : unit())),
                maybeText(200),
                random.nextBoolean() ? null : new Epoch(text(64)),
                random.nextBoolean() ? null : new RandomCompensations(random, this).any());
    }

    private UnitCalls unitCalls() {
        Holding holding = random.nextBoolean() ? null : new Holding(random.nextBoolean(), some(3, i -> text(30)));
        return new UnitCalls(unit(), some(4, i -> callPath()), holding);
    }

    private Member member(UnitId unit) {
        return new Member(
                unit,
                some(5, i -> callPath()),
                random.nextBoolean(),
                some(3, i -> text(30)),
                oneOf(Member.Vote.values()),
                random.nextBoolean() ? null : oneOf(Outcome.values()),
                some(3, i -> end()),
                millis(),
                oneOf(Member.Trace.values()),
                random.nextBoolean() ? Invoked.NOTHING : new RandomCompensations(random, this).invoked());
    }

    /** That group, in which work is lost since then. */
    public static Group compensated(Group group, long since) {
        return new Group(
                group.id(),
                group.epoch(),
                GroupState.COMPENSATING,
                group.label(),
                group.starter(),
                group.notAfter(),
                group.createdAt(),
                group.deadline(),
                0,
                group.createdAt(),
                group.expected(),
                group.members(),
                "written by a test",
                null,
                CompensationRecord.opened(since, List.of()));
    }

    private ResourceEnd end() {
        return new ResourceEnd(text(30), oneOf(ResourceEnd.Result.values()), maybeText(100));
    }

    /** A unit of some process. */
    public UnitId unit() {
        return new UnitId(process(), text(32));
    }

    /** Some process. */
    public ProcessId process() {
        return new ProcessId(text(20), text(40), text(32));
    }

    CallPath callPath() {
        CallPath path = CallPath.ROOT;
        for (int depth = random.nextInt(5); depth > 0; depth--) {
            path = path.attempt(1 + random.nextInt(9));
        }
        return path;
    }

    <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }

    long millis() {
        return random.nextInt(4) == 0 ? 0 : random.nextLong(2_000_000_000_000L);
    }

    <T> List<T> some(int atMost, IntFunction<T> make) {
        return IntStream.range(0, random.nextInt(atMost + 1)).mapToObj(make).toList();
    }

    String maybeText(int atMost) {
        return random.nextInt(4) == 0 ? "" : text(atMost);
    }

    String text(int atMost) {
        String letters = "abcdefghijklmnopqrstuvwxyz0123456789-._:#äß订单";
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(atMost); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
