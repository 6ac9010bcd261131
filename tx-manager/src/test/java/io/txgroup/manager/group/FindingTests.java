package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.InMemoryRedis;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Found.Known;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who asks how a group stands, through real mailboxes and the store in memory, with one replica. */
class FindingTests {
    private static final GroupId ID = GroupId.next(1, new Random(1), 1);
    private static final CallPath FIRST = new CallPath("0.1");
    private static final UnitId STARTER = new UnitId(new ProcessId("order", "order-1", "p"), "s");
    private static final UnitId STORAGE = new UnitId(new ProcessId("storage", "storage-1", "p"), "a");
    private static final ProcessId RESTARTED = new ProcessId("order", "order-2", "q");

    private final AtomicLong millis = new AtomicLong(1_000);
    private final List<Message.ToClient> said = new ArrayList<>();
    private final InMemoryRedis redis = new InMemoryRedis(1, 1, millis::get, new Random(2));
    private final GroupStore store = new InMemoryGroupStore(redis, command -> {
        command.carryOut();
        redis.replicateAll();
        command.answer();
    });
    private final Coordinator coordinator = coordinator("m", 3);
    private Epoch epoch = new Epoch("unknown");
    private long question;

    @BeforeEach
    void aGroupIsOpen() {
        epoch = store.clock(0).toCompletableFuture().join().epoch();
        say(new Message.Create(ID, STARTER, epoch, 11_000, 30_000, "Order.place"));
    }

    @Test
    void aGroupThatGoesOnIsUndecided() {
        Message.Found found = find(coordinator, STARTER.process());

        assertThat(found.known()).isEqualTo(Known.UNDECIDED);
        assertThat(found.what()).contains("Order.place", "ACTIVE", "has not closed", "rolled back in 30000 ms");
    }

    @Test
    void aCommittedGroupIsCommittedEverywhereOnlyWhenEveryUnitHasSaidSo() {
        commit();

        Message.Found early = find(coordinator, RESTARTED);
        assertThat(early.known()).isEqualTo(Known.COMMITTED);
        assertThat(early.everywhere()).isFalse();
        assertThat(early.what()).contains(STORAGE.toString(), "must still commit");

        acknowledge(STARTER);
        acknowledge(STORAGE);
        Message.Found late = find(coordinator, RESTARTED);
        assertThat(late.known()).isEqualTo(Known.COMMITTED);
        assertThat(late.everywhere()).isTrue();
    }

    @Test
    void aRolledBackGroupIsRolledBack() {
        say(new Message.Close(
                ID,
                STARTER,
                epoch,
                Outcome.ROLLBACK,
                List.of(),
                List.of(),
                false,
                List.of(),
                "no stock",
                Compensation.UNIT,
                List.of()));

        Message.Found found = find(coordinator, STARTER.process());

        assertThat(found.known()).isEqualTo(Known.ROLLED_BACK);
        assertThat(found.what()).contains("no stock");
    }

    @Test
    void anEndedGroupIsFoundThroughAnyManagerUntilItsRecordIsRemoved() {
        commit();
        acknowledge(STARTER);
        acknowledge(STORAGE);

        assertThat(find(coordinator("restarted", 4), RESTARTED).known()).isEqualTo(Known.COMMITTED);

        millis.addAndGet(80_000);
        assertThat(find(coordinator("later", 5), RESTARTED).known()).isEqualTo(Known.NO_RECORD);
    }

    @Test
    void aManagerThatHasAnOldCopyTellsTheDecisionOfAnother() {
        Coordinator other = coordinator("other", 4);
        assertThat(find(other, STARTER.process()).known()).isEqualTo(Known.UNDECIDED);

        commit();
        assertThat(find(other, STARTER.process()).known()).isEqualTo(Known.COMMITTED);

        acknowledge(STARTER);
        acknowledge(STORAGE);
        assertThat(find(other, STARTER.process()).everywhere()).isTrue();
    }

    @Test
    void servicesThatTakePartMayAskAndOthersHearOfNoRecord() {
        commit();

        assertThat(find(coordinator, new ProcessId("storage", "storage-9", "z")).known())
                .isEqualTo(Known.COMMITTED);
        Message.Found stranger = find(coordinator, new ProcessId("shipping", "shipping-1", "p"));
        assertThat(stranger.known()).isEqualTo(Known.NO_RECORD);
        assertThat(stranger.what()).doesNotContain("Order.place");
    }

    @Test
    void anOutcomeThatAFailoverCouldForgetIsNotTold() {
        commit();
        Coordinator other = coordinator("other", 4);
        redis.cut(1);

        assertThat(find(other, STARTER.process()).known()).isEqualTo(Known.STORE_UNAVAILABLE);

        redis.heal(1);
        assertThat(find(other, STARTER.process()).known()).isEqualTo(Known.COMMITTED);
    }

    @Test
    void aGroupThatNeverWasHasNoRecord() {
        GroupId never = GroupId.next(2, new Random(9), 1);
        coordinator.receive(STARTER.process(), new Message.Find(never, 7));

        assertThat(said.get(said.size() - 1)).isInstanceOfSatisfying(Message.Found.class, found -> {
            assertThat(found.groupId()).isEqualTo(never);
            assertThat(found.question()).isEqualTo(7);
            assertThat(found.known()).isEqualTo(Known.NO_RECORD);
        });
    }

    private void commit() {
        say(new Message.Join(ID, STORAGE, epoch, List.of(FIRST), false, List.of("db#1"), Compensation.UNIT, List.of()));
        say(new Message.Close(
                ID,
                STARTER,
                epoch,
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                List.of(new UnitCalls(STORAGE, List.of(FIRST))),
                false,
                List.of("db#1"),
                "",
                Compensation.UNIT,
                List.of()));
    }

    private void acknowledge(UnitId unit) {
        ResourceEnd end = new ResourceEnd("db#1", ResourceEnd.Result.COMMITTED, "");
        say(new Message.Acknowledge(ID, unit, epoch, Outcome.COMMIT, List.of(end)));
    }

    private Message.Found find(Coordinator asked, ProcessId from) {
        said.clear();
        asked.receive(from, new Message.Find(ID, ++question));
        assertThat(said).singleElement().isInstanceOf(Message.Found.class);
        Message.Found found = (Message.Found) said.get(0);
        assertThat(found.question()).isEqualTo(question);
        return found;
    }

    private void say(Message.OfUnit message) {
        coordinator.receive(message.unit().process(), message);
    }

    private Coordinator coordinator(String name, long seed) {
        Random writeIds = new Random(seed);
        return new Coordinator(
                new Coordinator.Identity(name, () -> Long.toHexString(writeIds.nextLong())),
                store,
                (to, message) -> said.add(message),
                new GroupRules(name),
                new Silent(),
                () -> millis.get() * 1_000_000);
    }

    private static final class Silent implements GroupListener {
        @Override
        public void changed(Group before, Group after) {}

        @Override
        public void alarm(GroupId id, String what) {}
    }
}
