package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.InMemoryRedis;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoordinatorTests {
    private static final GroupId ID = GroupId.next(1, new Random(1), 1);
    private static final UnitId STARTER = new UnitId(new ProcessId("order", "order-1", "p"), "s");

    private final AtomicLong millis = new AtomicLong(1_000);
    private final List<Message.ToClient> said = new ArrayList<>();
    private final List<String> alarms = new ArrayList<>();
    private final InMemoryRedis redis = new InMemoryRedis(1, 1, millis::get, new Random(2));
    private final GroupStore store = new InMemoryGroupStore(redis, command -> {
        command.carryOut();
        redis.replicateAll();
        command.answer();
    });
    private final Random writeIds = new Random(3);
    private final Coordinator coordinator = new Coordinator(
            new Coordinator.Identity("m", () -> Long.toHexString(writeIds.nextLong())),
            store,
            (to, message) -> said.add(message),
            new GroupRules("m") {
                @Override
                public Group apply(Group group, Message.OfUnit message, long now) {
                    if (message instanceof Message.Veto) {
                        throw new IllegalStateException("a defect");
                    }
                    return super.apply(group, message, now);
                }
            },
            new Listening(),
            () -> millis.get() * 1_000_000);
    private Epoch epoch = new Epoch("unknown");

    @BeforeEach
    void aGroupIsCommitted() {
        epoch = store.clock(0).toCompletableFuture().join().epoch();
        say(new Message.Create(ID, STARTER, epoch, 11_000, 30_000, "Order.place"));
        say(new Message.Close(
                ID,
                STARTER,
                epoch,
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                List.of(),
                false,
                List.of("db#1"),
                "",
                Compensation.UNIT,
                List.of()));
        assertThat(said).hasAtLeastOneElementOfType(Message.Tell.class);
        said.clear();
    }

    @Test
    void aUnitIsNotReleasedByAnAcknowledgementThatAFailoverCouldForget() {
        redis.cut(1);

        say(new Message.Acknowledge(ID, STARTER, epoch, Outcome.COMMIT, List.of()));
        assertThat(said).doesNotHaveAnyElementsOfTypes(Message.Acknowledged.class);

        redis.heal(1);
        say(new Message.Acknowledge(ID, STARTER, epoch, Outcome.COMMIT, List.of()));
        assertThat(said).hasAtLeastOneElementOfType(Message.Acknowledged.class);
    }

    @Test
    void aGroupOfWhichNobodySpeaksIsNotKeptInMemory() {
        assertThat(coordinator.groupsAtHand()).isOne();

        millis.addAndGet(59_000);
        coordinator.forgetOld();
        assertThat(coordinator.groupsAtHand()).isOne();

        millis.addAndGet(2_000);
        coordinator.forgetOld();
        assertThat(coordinator.groupsAtHand()).isZero();
    }

    @Test
    void aGroupOfWhichSomebodyGoesOnSpeakingIsReadAgainAllTheSame() {
        Message.Ask ask = new Message.Ask(ID, STARTER, epoch, true);
        millis.addAndGet(59_000);
        say(ask);
        assertThat(said).hasOnlyElementsOfType(Message.Tell.class);
        coordinator.forgetOld();
        assertThat(coordinator.groupsAtHand()).isOne();

        redis.flush();
        millis.addAndGet(2_000);
        coordinator.forgetOld();
        assertThat(coordinator.groupsAtHand()).isZero();

        said.clear();
        say(ask);
        assertThat(said).isNotEmpty().doesNotHaveAnyElementsOfTypes(Message.Tell.class);
    }

    @Test
    void aGroupOnWhichThisManagerFailsOnceGoesOn() {
        say(new Message.Veto(ID, STARTER, epoch, true, "it throws"));

        assertThat(alarms).singleElement().asString().contains("a defect");
        assertThat(said).singleElement().isInstanceOf(Message.Undecided.class);
        assertThat(coordinator.groupsAtHand()).isZero();
        assertThat(coordinator.groupsBusy()).isZero();

        say(new Message.Acknowledge(ID, STARTER, epoch, Outcome.COMMIT, List.of()));
        assertThat(said).hasAtLeastOneElementOfType(Message.Acknowledged.class);
    }

    private void say(Message.OfUnit message) {
        coordinator.receive(STARTER.process(), message);
    }

    private final class Listening implements GroupListener {
        @Override
        public void changed(Group before, Group after) {}

        @Override
        public void alarm(GroupId id, String what) {
            alarms.add(what);
        }
    }
}
