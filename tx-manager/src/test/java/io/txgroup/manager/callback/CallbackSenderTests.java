package io.txgroup.manager.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txgroup.manager.callback.ReceiverServer.Answer;
import io.txgroup.manager.callback.ReceiverServer.Request;
import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CallbackReply.Choice;
import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.manager.compensation.CompensationEvent.Known;
import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.protocol.GroupId;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events told to a real HTTP server. */
@Timeout(60)
class CallbackSenderTests {
    private static final String SECRET = "only for this test: 0123456789abcdef";
    private static final GroupId GROUP = GroupId.parse("01890a5d-ac96-774b-bcce-b302099a8003");
    private static final Answer EMPTY = new Answer(204, "");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private @Nullable ReceiverServer server;
    private @Nullable CallbackSender sender;

    @AfterEach
    void stop() {
        if (sender != null) {
            sender.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void tellsWhatIsKnownAndTakesTheDecision() {
        CallbackSender telling = sender(request -> new Answer(200, "{\"decision\":\"hold\",\"note\":\"month's end\"}"));
        assertThat(created(telling, event("e1"))).isEqualTo(new CallbackReply.Decision(Choice.HOLD, "month's end"));
        JsonNode body = new JsonMapper().readTree(received().get(0).body());
        assertThat(body.path("event").asString()).isEqualTo("created");
        assertThat(body.path("id").asString()).isEqualTo("e1");
        assertThat(body.path("groupId").asString()).isEqualTo(GROUP.toString());
        assertThat(body.path("label").asString()).isEqualTo("OrderService.place");
        assertThat(body.path("service").asString()).isEqualTo("account");
        assertThat(body.path("method").asString()).isEqualTo("AccountService.pay");
        assertThat(body.path("state").asString()).isEqualTo("compensating");
        assertThat(body.path("resources").toString())
                .isEqualTo(
                        "[{\"service\":\"account\",\"instance\":\"a-1\",\"name\":\"dataSource#1\",\"known\":\"lost\"},"
                                + "{\"service\":\"order\",\"instance\":\"o-1\",\"name\":\"dataSource#1\",\"known\":\"committed\"}]");
        assertThat(body.path("link").asString()).isEqualTo("https://tx.example.com/admin/groups/" + GROUP);
        assertThat(meters.get("tx.callback")
                        .tags("event", "created", "reply", "hold")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("tx.callback.open").gauge().value()).isZero();
    }

    @Test
    void signsEachRequestForItself() {
        CallbackSender telling = sender(request -> request.number() == 1 ? new Answer(500, "") : EMPTY);
        assertThat(created(telling, event("e1"))).isEqualTo(new CallbackReply.Acknowledged());
        CallbackSignature expected = new CallbackSignature(SECRET);
        assertThat(received()).hasSize(2).allSatisfy(request -> assertThat(request.signature())
                .isEqualTo(expected.of(
                        Long.parseLong(request.time()), request.body().getBytes(UTF_8))));
        assertThat(received().get(0).signature())
                .isNotEqualTo(new CallbackSignature(SECRET + "x")
                        .of(
                                Long.parseLong(received().get(0).time()),
                                received().get(0).body().getBytes(UTF_8)));
    }

    @Test
    void sendsTheSameBodyAgainUntilItIsUnderstood() {
        CallbackSender telling = sender(request -> switch (request.number()) {
            case 1 -> new Answer(503, "");
            case 2 -> new Answer(200, "<html>");
            default -> new Answer(200, "{\"decision\":\"discard\"}");
        });
        assertThat(created(telling, event("e1"))).isEqualTo(new CallbackReply.Decision(Choice.DISCARD, ""));
        assertThat(received().stream().map(Request::body).distinct()).hasSize(1);
        assertThat(meters.get("tx.callback.failures")
                        .tag("reason", "status")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("tx.callback.failures")
                        .tag("reason", "not_understood")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void repliesAfterTheLastRequestWhyNobodyWasTold() {
        CallbackSender telling = sender(request -> new Answer(500, "database is down"));
        assertThat(ended(telling, event("e1")))
                .isEqualTo(new CallbackReply.Unreachable("it answered 500: 'database is down'; its log says why"));
        assertThat(received()).hasSize(3);
        assertThat(meters.get("tx.callback")
                        .tags("event", "ended", "reply", "unreachable")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tellsManyEventsAtOnceEachOnce() {
        CallbackSender telling = sender(request -> EMPTY);
        Set<String> wanted = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<CallbackReply>> replies = new ArrayList<>();
        IntStream.range(0, 300).forEach(n -> {
            CompletableFuture<CallbackReply> reply = new CompletableFuture<>();
            wanted.add("e" + n);
            telling.created(event("e" + n), reply::complete);
            replies.add(reply);
        });
        assertThat(replies.stream().map(CompletableFuture::join)).allMatch(new CallbackReply.Acknowledged()::equals);
        assertThat(received().stream()
                        .map(request -> new JsonMapper()
                                .readTree(request.body())
                                .path("id")
                                .asString())
                        .collect(Collectors.toSet()))
                .isEqualTo(wanted);
        assertThat(received()).hasSize(300);
    }

    @Test
    void repliesToWhatIsOpenWhenItIsClosed() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CallbackSender telling = sender(request -> {
            arrived.countDown();
            return await(end) ? EMPTY : new Answer(500, "");
        });
        CompletableFuture<CallbackReply> reply = new CompletableFuture<>();
        telling.created(event("e1"), reply::complete);
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
        telling.close();
        assertThat(reply.join())
                .isEqualTo(new CallbackReply.Unreachable("this manager is being stopped; another one goes on"));
        assertThat(created(telling, event("e2"))).isInstanceOf(CallbackReply.Unreachable.class);
        end.countDown();
    }

    @Test
    void survivesAReplyThatIsNotTaken() {
        CallbackSender telling = sender(request -> EMPTY);
        telling.created(event("e1"), reply -> {
            throw new IllegalStateException("a defect that this test makes");
        });
        assertThat(created(telling, event("e2"))).isEqualTo(new CallbackReply.Acknowledged());
    }

    @Test
    void tellsNobodyWithoutAUrl() {
        assertThat(created(Callback.none(), event("e1"))).isEqualTo(new CallbackReply.NoCallback());
    }

    private List<Request> received() {
        assertThat(server).isNotNull();
        return server.requests();
    }

    private CallbackSender sender(Function<Request, Answer> answers) {
        server = new ReceiverServer(answers);
        CallbackLog log = new CallbackLog();
        log.bindTo(meters);
        Receiver receiver = new Receiver(
                CallbackUrl.of("http://127.0.0.1:" + server.port() + "/hook"), true, Duration.ofSeconds(10), tls());
        sender = new CallbackSender(
                new HttpSender(receiver, InetAddress::getAllByName),
                new CallbackSignature(SECRET),
                new EventBody("https://tx.example.com/admin/"),
                new RetryRules(3, Duration.ofMillis(1)),
                log,
                System::currentTimeMillis);
        return sender;
    }

    private static CallbackReply created(Callback callback, CompensationEvent event) {
        CompletableFuture<CallbackReply> reply = new CompletableFuture<>();
        callback.created(event, reply::complete);
        return reply.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static CallbackReply ended(Callback callback, CompensationEvent event) {
        CompletableFuture<CallbackReply> reply = new CompletableFuture<>();
        callback.ended(
                new CompensationEvent(
                        event.id(),
                        CompensationEvent.Kind.ENDED,
                        event.groupId(),
                        event.label(),
                        event.service(),
                        event.method(),
                        event.resources(),
                        CompensationState.COMMITTED,
                        ""),
                reply::complete);
        return reply.orTimeout(30, TimeUnit.SECONDS).join();
    }

    static CompensationEvent event(String id) {
        return new CompensationEvent(
                id,
                CompensationEvent.Kind.CREATED,
                GROUP,
                "OrderService.place",
                "account",
                "AccountService.pay",
                List.of(
                        new CompensationEvent.Resource("account", "a-1", "dataSource#1", Known.LOST),
                        new CompensationEvent.Resource("order", "o-1", "dataSource#1", Known.COMMITTED)),
                CompensationState.COMPENSATING,
                "");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
