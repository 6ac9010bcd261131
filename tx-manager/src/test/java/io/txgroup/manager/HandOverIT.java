package io.txgroup.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txgroup.manager.cluster.HandOver;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Processes that are connected to one manager each, as behind a balancer, and a group that all managers work on. */
class HandOverIT {
    private static final CallPath FIRST = new CallPath("0.1");
    private static final CallPath SECOND = new CallPath("0.2");
    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;

    private static Managers managers;

    private final GroupId group = GroupId.next(System.currentTimeMillis(), new SecureRandom(), 8);
    private final List<Peer> peers = new ArrayList<>();

    @BeforeAll
    static void start() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        managers = new Managers(3, "--tx.manager.drain-timeout=0s");
        for (int n : List.of(A, B, C)) {
            String channel =
                    "txm:handover:" + managers.of(n, Coordinator.Identity.class).name();
            await().until(() ->
                    !managers.redis().command("PUBLISH", channel, "").equals("0"));
        }
    }

    @AfterAll
    static void stop() {
        managers.close();
    }

    @AfterEach
    void leave() throws Exception {
        for (Peer peer : peers) {
            peer.close();
        }
    }

    private Peer at(int manager, String service, String name) throws Exception {
        Peer peer = new Peer(service, name, managers.port(manager));
        peers.add(peer);
        await().until(() -> managers.redis()
                .command("EXISTS", "txm:process:" + peer.unit().process())
                .equals("1"));
        return peer;
    }

    @Test
    void everyKindOfWordReachesAProcessThatIsConnectedElsewhere() throws Exception {
        Peer order = at(A, "order", "order-1");
        Peer storage = at(B, "storage", "storage-1");
        Peer account = at(C, "account", "account-1");
        Peer sibling = at(B, "account", "account-2");
        Epoch epoch = order.create(group);
        storage.say(join(storage, epoch, FIRST));
        storage.hear(Message.JoinAnswer.class);

        order.say(close(order, epoch, storage, account));
        assertThat(account.hear(Message.JoinNow.class).unit()).isEqualTo(account.unit());

        account.say(join(account, epoch, SECOND));
        for (Peer peer : List.of(order, storage, account)) {
            assertThat(peer.hear(Message.Prepare.class).unit()).isEqualTo(peer.unit());
            peer.say(new Message.Prepared(group, peer.unit(), epoch, true, ""));
        }
        for (Peer peer : List.of(order, storage, account)) {
            assertThat(peer.hear(Message.Tell.class).outcome()).isEqualTo(Outcome.COMMIT);
        }
        acknowledge(order, epoch);
        acknowledge(storage, epoch);
        account.close();

        Prove prove = sibling.hear(Prove.class);
        assertThat(prove.unit()).isEqualTo(account.unit());
        sibling.say(new Message.Evidence(
                group, account.unit(), epoch, List.of(new ResourceEnd("db#1", ResourceEnd.Result.COMMITTED, ""))));
        assertThat(sibling.hear(Message.EvidenceNoted.class).resources()).containsExactly("db#1");
        assertThat(order.hear(Message.Ended.class).outcome()).isEqualTo(Outcome.COMMIT);

        assertThat(managers.of(A, HandOver.class).counts().handed()).isPositive();
        assertThat(managers.of(B, HandOver.class).counts().arrived()).isPositive();
    }

    @Test
    void everyStepIsTakenByAnotherManagerThanTheOneBefore() throws Exception {
        Peer order = at(A, "order", "order-3");
        Peer storage = at(A, "storage", "storage-3");
        Epoch epoch = order.create(group);
        storage.goTo(managers.port(B));
        storage.say(join(storage, epoch, FIRST));
        storage.hear(Message.JoinAnswer.class);
        order.goTo(managers.port(C));
        order.say(close(order, epoch, storage));
        order.hear(Message.Prepare.class);
        storage.hear(Message.Prepare.class);
        order.goTo(managers.port(B));
        order.say(new Message.Prepared(group, order.unit(), epoch, true, ""));
        storage.goTo(managers.port(A));
        storage.say(new Message.Prepared(group, storage.unit(), epoch, true, ""));

        assertThat(storage.hear(Message.Tell.class).outcome()).isEqualTo(Outcome.COMMIT);
        assertThat(order.hear(Message.Tell.class).outcome()).isEqualTo(Outcome.COMMIT);
        storage.goTo(managers.port(C));
        acknowledge(storage, epoch);
        order.goTo(managers.port(A));
        acknowledge(order, epoch);
        order.say(new Message.Find(group, 1));
        assertThat(order.hear(Message.Found.class).everywhere()).isTrue();
    }

    @Test
    void aVetoAtOneManagerIsToldByItToUnitsOfAnother() throws Exception {
        Peer order = at(A, "order", "order-4");
        Peer storage = at(B, "storage", "storage-4");
        Epoch epoch = order.create(group);
        storage.say(join(storage, epoch, FIRST));
        storage.hear(Message.JoinAnswer.class);

        order.say(new Message.Veto(group, order.unit(), epoch, true, "no"));

        assertThat(storage.hear(Message.Tell.class).outcome()).isEqualTo(Outcome.ROLLBACK);
    }

    @Test
    void whatNobodyHearsIsCountedAndAskedForAgain() throws Exception {
        Peer order = at(A, "order", "order-5");
        Peer storage = at(B, "storage", "storage-5");
        Epoch epoch = order.create(group);
        storage.say(join(storage, epoch, FIRST));
        storage.hear(Message.JoinAnswer.class);
        storage.close();
        await().until(() -> managers.redis()
                .command("EXISTS", "txm:process:" + storage.unit().process())
                .equals("0"));
        long before = managers.of(A, HandOver.class).counts().unheard();

        order.say(new Message.Veto(group, order.unit(), epoch, true, "no"));
        order.hear(Message.Tell.class);
        await().until(() -> managers.of(A, HandOver.class).counts().unheard() > before);

        storage.goTo(managers.port(C));
        storage.say(new Message.Ask(group, storage.unit(), epoch, true));
        assertThat(storage.hear(Message.Tell.class).outcome()).isEqualTo(Outcome.ROLLBACK);
    }

    private Message.Join join(Peer peer, Epoch epoch, CallPath path) {
        return new Message.Join(
                group, peer.unit(), epoch, List.of(path), true, List.of("db#1"), Compensation.UNIT, List.of());
    }

    private Message.Close close(Peer order, Epoch epoch, Peer... expected) {
        List<UnitCalls> calls = new ArrayList<>();
        for (Peer peer : expected) {
            calls.add(new UnitCalls(peer.unit(), List.of(calls.isEmpty() ? FIRST : SECOND)));
        }
        return new Message.Close(
                group,
                order.unit(),
                epoch,
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                calls,
                true,
                List.of("db#1"),
                "",
                Compensation.UNIT,
                List.of());
    }

    private void acknowledge(Peer peer, Epoch epoch) throws Exception {
        peer.say(new Message.Acknowledge(
                group,
                peer.unit(),
                epoch,
                Outcome.COMMIT,
                List.of(new ResourceEnd("db#1", ResourceEnd.Result.COMMITTED, ""))));
        peer.hear(Message.Acknowledged.class);
    }
}
