package io.txgroup.client.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitId;
import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.Secret;
import io.txgroup.protocol.net.ServiceSecrets;
import java.io.IOException;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client does about a manager that says that it is being stopped. */
final class DrainingTests {
    private static final Secret SECRET = Secret.of("a secret that is long enough");
    private static final ServiceSecrets SECRETS = new ServiceSecrets(Map.of("order", List.of(SECRET)));
    private static final ProcessId SELF = new ProcessId("order", "order-1", "p1");
    private static final GroupId GROUP = GroupId.next(1, new SecureRandom(), 1);
    private static final Message.Ask ASK = new Message.Ask(GROUP, new UnitId(SELF, "t"), new Epoch("e"), true);
    private static final Message.HeartbeatAnswer STAYS = new Message.HeartbeatAnswer(List.of(), "");
    private static final Message.HeartbeatAnswer GOES = new Message.HeartbeatAnswer(List.of(), "", true);

    private final Heard heard = new Heard();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void beGenerous() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void usesAnotherManagerAlsoForGroupsWhoseHomeIsTheOneThatGoes() throws Exception {
        FakeManager going = manager("m1");
        FakeManager staying = manager("m2");
        ManagerConnections connections = connect(going, staying);
        await().until(() -> usable(connections) == 2);
        going.alive = GOES;
        going.say(GOES);

        await().untilAsserted(() -> {
            assertThat(connections.send("m1", ASK)).isTrue();
            assertThat(staying.received).isNotEmpty();
        });
    }

    @Test
    void leavesItsConnectionOnceAnotherManagerIsUsableAndSaysSo() throws Exception {
        FakeManager going = manager("m1");
        ManagerConnections connections = connect(going, manager("m2"));
        await().until(() -> usable(connections) == 2);
        going.alive = GOES;
        going.stopsListening();
        going.say(GOES);

        await().untilAsserted(() -> assertThat(told("disconnected")).containsExactly("m1"));
        assertThat(connections.trouble()).isEmpty();
    }

    @Test
    void staysWithAManagerThatGoesAsLongAsThereIsNoOther() throws Exception {
        FakeManager going = manager("m1");
        ManagerConnections connections = connect(going);
        await().until(() -> usable(connections) == 1);
        going.alive = GOES;
        going.stopsListening();
        int before = heard.signsOfLife.get();
        going.say(GOES);
        await().until(() -> heard.signsOfLife.get() > before + 5);

        assertThat(connections.trouble()).isEmpty();
        assertThat(connections.send("", ASK)).isTrue();
        await().untilAsserted(() -> assertThat(going.received).isNotEmpty());
        assertThat(told("disconnected")).isEmpty();
    }

    @Test
    void findsAnotherManagerBehindTheSameAddressBeforeTheOldOneEnds() throws Exception {
        FakeManager going = managerOnALastingPort("m1");
        ManagerConnections connections = connect(going);
        await().until(() -> usable(connections) == 1);
        going.alive = GOES;
        going.stopsListening();
        FakeManager next = new FakeManager("m2", going.address().port(), SECRETS);
        opened.add(next);
        going.say(GOES);

        await().untilAsserted(() -> assertThat(told("disconnected")).containsExactly("m1"));
        assertThat(told("connected")).containsExactly("m1", "m2");
        assertThat(connections.trouble()).isEmpty();
        assertThat(connections.send("m1", ASK)).isTrue();
        await().untilAsserted(() -> assertThat(next.received).isNotEmpty());
    }

    @Test
    void comesBackToAManagerThatStaysAfterAll() throws Exception {
        FakeManager manager = manager("m1");
        ManagerConnections connections = connect(manager);
        await().until(() -> usable(connections) == 1);
        manager.say(GOES);
        manager.dropConnections();
        manager.alive = STAYS;

        await().untilAsserted(() -> assertThat(told("connected")).hasSizeGreaterThan(1));
        await().until(() -> usable(connections) == 1);
    }

    /** A port of which no connection of another program is made while nobody listens there. */
    private FakeManager managerOnALastingPort(String name) throws IOException {
        int port = 20_000 + ThreadLocalRandom.current().nextInt(10_000);
        while (true) {
            try {
                FakeManager manager = new FakeManager(name, port, SECRETS);
                opened.add(manager);
                return manager;
            } catch (BindException e) {
                port++;
            }
        }
    }

    /** The managers of which that was heard, in order. */
    private List<String> told(String event) {
        return heard.events.stream()
                .map(line -> line.split("[ :]+"))
                .filter(words -> words[0].equals(event))
                .map(words -> words[1])
                .toList();
    }

    private static long usable(ManagerConnections connections) {
        return connections.views().stream().filter(ManagerView::usable).count();
    }

    private FakeManager manager(String id) throws Exception {
        FakeManager manager = new FakeManager(id, 0, SECRETS);
        opened.add(manager);
        return manager;
    }

    private ManagerConnections connect(FakeManager... managers) {
        List<ManagerAddress> addresses = new ArrayList<>();
        for (FakeManager manager : managers) {
            addresses.add(manager.address());
        }
        ManagerConnections connections = new ManagerConnections(
                new ConnectionSettings(SELF, SECRET, FakeManager.QUICK, Frames.MAX_FRAME_BYTES, 4 << 20),
                ManagerDirectory.fixed(Set.copyOf(addresses)));
        opened.add(0, connections);
        connections.start(heard);
        return connections;
    }
}
