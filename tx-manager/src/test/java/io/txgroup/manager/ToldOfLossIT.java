package io.txgroup.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txgroup.manager.callback.ReceiverServer;
import io.txgroup.manager.callback.ReceiverServer.Answer;
import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two managers, processes that one of them loses work of, and the program that is told. */
@Timeout(180)
class ToldOfLossIT {
    private static final CallPath FIRST = new CallPath("0.1");

    private final GroupId group = GroupId.next(System.currentTimeMillis(), new SecureRandom(), 8);

    @Test
    void isToldBeforeTheRepairAndAtItsEndAlsoWhenItFailsAtFirst() throws Exception {
        try (ReceiverServer receiver =
                        new ReceiverServer(request -> new Answer(request.number() == 1 ? 503 : 204, ""));
                Managers managers = new Managers(
                        2,
                        "--tx.manager.callback.url=http://127.0.0.1:" + receiver.port() + "/",
                        "--tx.manager.callback.secret=" + Peer.SECRET,
                        "--tx.manager.callback.allowed-hosts=127.0.0.1",
                        "--tx.manager.callback.backoff=1ms");
                Peer order = new Peer("order", "order-1", managers.port(0));
                Peer storage = new Peer("storage", "storage-1", managers.port(0))) {
            Epoch epoch = loseWorkOf(storage, order);

            Redo redo = storage.hear(Redo.class);
            assertThat(told(receiver)).containsExactly("created");
            assertThat(redo.invocations()).hasSize(1);
            storage.say(new RedoEnded(
                    group,
                    storage.unit(),
                    epoch,
                    redo.attempt(),
                    RedoEnded.Result.REPAIRED,
                    "",
                    ends(ResourceEnd.Result.COMMITTED)));

            await().atMost(Duration.ofSeconds(60)).until(() -> told(receiver).equals(List.of("created", "ended")));
            JsonNode created =
                    new JsonMapper().readTree(receiver.requests().get(0).body());
            assertThat(created.path("groupId").asString()).isEqualTo(group.toString());
            assertThat(created.path("service").asString()).isEqualTo("storage");
            assertThat(created.path("resources").toString())
                    .contains("\"service\":\"storage\"")
                    .contains("\"known\":\"lost\"");
        }
    }

    @Test
    void repairsNothingThatTheReceiverHolds() throws Exception {
        try (ReceiverServer receiver = new ReceiverServer(
                        request -> new Answer(200, "{\"decision\":\"hold\",\"note\":\"month's end\"}"));
                Managers managers = new Managers(
                        1,
                        "--tx.manager.callback.url=http://127.0.0.1:" + receiver.port() + "/",
                        "--tx.manager.callback.secret=" + Peer.SECRET,
                        "--tx.manager.callback.allowed-hosts=127.0.0.1");
                Peer order = new Peer("order", "order-1", managers.port(0));
                Peer storage = new Peer("storage", "storage-1", managers.port(0))) {
            var unused = loseWorkOf(storage, order);
            var compensations = managers.of(0, Coordinator.class).compensations();
            await().atMost(Duration.ofSeconds(60)).until(() -> compensations
                    .one(group)
                    .toCompletableFuture()
                    .join()
                    .map(seen -> seen.state() == CompensationState.PARKED
                            && seen.record().toString().contains("month's end"))
                    .orElse(false));
        }
    }

    private Epoch loseWorkOf(Peer storage, Peer order) throws Exception {
        Epoch epoch = order.create(group);
        Invocation take = new Invocation(FIRST, "com.acme.Storage.take(int)", "[7]", List.of(), Map.of(), "");
        storage.say(new Message.Join(
                group,
                storage.unit(),
                epoch,
                List.of(FIRST),
                false,
                List.of("db#1"),
                Compensation.UNIT,
                List.of(take)));
        storage.hear(Message.JoinAnswer.class);
        order.say(new Message.Close(
                group,
                order.unit(),
                epoch,
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                List.of(new UnitCalls(storage.unit(), List.of(FIRST))),
                false,
                List.of("db#1"),
                "",
                Compensation.UNIT,
                List.of()));
        assertThat(storage.hear(Message.Tell.class).outcome()).isEqualTo(Outcome.COMMIT);
        order.say(new Message.Acknowledge(
                group, order.unit(), epoch, Outcome.COMMIT, ends(ResourceEnd.Result.COMMITTED)));
        storage.say(new Message.Evidence(group, storage.unit(), epoch, ends(ResourceEnd.Result.LOST)));
        return epoch;
    }

    private static List<ResourceEnd> ends(ResourceEnd.Result result) {
        return List.of(new ResourceEnd("db#1", result, ""));
    }

    /** The kinds of events that came, each id once, in the order in which they came first. */
    private static List<String> told(ReceiverServer receiver) {
        return receiver.requests().stream()
                .map(request -> new JsonMapper().readTree(request.body()))
                .collect(Collectors.toMap(
                        event -> event.path("id").asString(),
                        event -> event.path("event").asString(),
                        (first, again) -> first,
                        LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }
}
