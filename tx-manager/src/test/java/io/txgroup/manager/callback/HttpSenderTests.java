package io.txgroup.manager.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.txgroup.manager.callback.CallbackFailedException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a receiver can disappoint, over real connections of this machine. */
@Timeout(60)
class HttpSenderTests {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private @Nullable HttpServer server;
    private @Nullable HttpSender sender;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
        if (sender != null) {
            sender.close();
        }
    }

    @Test
    void postsABodyWithItsHeadersAndTakesTheAnswer() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        int port = serve(200, exchange -> {
            seen.complete(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + exchange.getRequestHeaders().getFirst("Host") + " "
                    + exchange.getRequestHeaders().getFirst("X-One") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            return "{}".getBytes(UTF_8);
        });
        HttpAnswer answer = to("http://hooks.test:" + port + "/in?a=b", LONG, host -> {
                    assertThat(host).isEqualTo("hooks.test");
                    return new InetAddress[] {HERE};
                })
                .post("{\"a\":1}".getBytes(UTF_8), Map.of("X-One", "one"))
                .toCompletableFuture()
                .join();
        assertThat(seen.get()).isEqualTo("POST /in?a=b application/json hooks.test:" + port + " one {\"a\":1}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
    }

    @Test
    void triesTheNextAddressWhenOneDoesNotAnswer() throws Exception {
        int port = serve(204, exchange -> new byte[0]);
        InetAddress nobody = InetAddress.getByName("127.0.0.77");
        HttpAnswer answer = to("http://hooks.test:" + port + "/", LONG, host -> new InetAddress[] {nobody, HERE})
                .post(new byte[0], Map.of())
                .toCompletableFuture()
                .join();
        assertThat(answer.status()).isEqualTo(204);
    }

    @Test
    void doesNotFollowARedirect() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        int port = serve(302, exchange -> {
            requests.incrementAndGet();
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            return new byte[0];
        });
        HttpAnswer answer =
                to(port, LONG).post(new byte[0], Map.of()).toCompletableFuture().join();
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.location()).isEqualTo("/elsewhere");
        assertThat(requests).hasValue(1);
    }

    @Test
    void looksUpTheNameOnceAndConnectsToWhatWasCheckedOnly() {
        AtomicInteger lookups = new AtomicInteger();
        InetAddress outside = address(93, 184, 215, 14);
        Names rebinding = host -> new InetAddress[] {lookups.getAndIncrement() == 0 ? HERE : outside};
        assertThat(failure(guarded("http://hooks.test/", rebinding)))
                .hasMessageContaining("hooks.test has a loopback address, 127.0.0.1, and was not connected to")
                .hasMessageContaining("tx.manager.callback.allowed-hosts")
                .extracting(CallbackFailedException::kind)
                .isEqualTo(Kind.ADDRESS_REFUSED);
        assertThat(lookups).hasValue(1);
    }

    @Test
    void refusesANameThatLeadsOutsideAndInside() {
        InetAddress outside = address(93, 184, 215, 14);
        InetAddress inside = address(169, 254, 169, 254);
        assertThat(failure(guarded("http://hooks.test/", host -> new InetAddress[] {outside, inside})))
                .hasMessageContaining("a link-local address, 169.254.169.254");
    }

    @Test
    void saysThatTheHostIsUnknown() {
        CallbackFailedException why = failure(guarded("http://hooks.test/", host -> {
            throw new UnknownHostException(host);
        }));
        assertThat(why).hasMessageContaining("the host hooks.test is unknown").hasMessageContaining("name service");
        assertThat(why.kind()).isEqualTo(Kind.UNKNOWN_HOST);
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
            port = free.getLocalPort();
        }
        CallbackFailedException why = failure(to(port, LONG));
        assertThat(why)
                .hasMessageContaining("could not connect to 127.0.0.1 port " + port)
                .hasMessageContaining("see whether the receiver runs");
        assertThat(why.kind()).isEqualTo(Kind.NOT_CONNECTED);
    }

    @Test
    void waitsForAnAnswerOnlySoLong() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        int port = serve(200, exchange -> {
            await(end);
            return new byte[0];
        });
        CallbackFailedException why = failure(to(port, SHORT));
        end.countDown();
        assertThat(why)
                .hasMessageContaining("no answer within 1000 ms")
                .hasMessageContaining("still waiting for the answer of 127.0.0.1 port " + port);
        assertThat(why.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void waitsForANameOnlySoLong() {
        CountDownLatch end = new CountDownLatch(1);
        CallbackFailedException why = failure(to("http://hooks.test/", SHORT, host -> {
            await(end);
            return new InetAddress[] {HERE};
        }));
        end.countDown();
        assertThat(why).hasMessageContaining("it was still looking up its host");
    }

    @Test
    void readsNoMoreThanTheLimit() throws Exception {
        byte[] tenMegabytes = new byte[10 * 1024 * 1024];
        int port = serve(200, exchange -> tenMegabytes);
        CallbackFailedException why = failure(to(port, LONG));
        assertThat(why).hasMessageContaining("larger than 65536 bytes");
        assertThat(why.kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void readsNoMoreThanTheLimitOfWhatNamesNoLength() throws Exception {
        try (RawServer raw = new RawServer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + "x".repeat(100_000))) {
            assertThat(failure(to(raw.port(), LONG)).kind()).isEqualTo(Kind.TOO_LARGE);
        }
        try (RawServer raw = new RawServer("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n")) {
            assertThat(failure(to(raw.port(), LONG)).kind()).isEqualTo(Kind.TOO_LARGE);
        }
    }

    @Test
    void takesAnAnswerThatEndsWithItsConnection() throws Exception {
        try (RawServer raw =
                new RawServer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello")) {
            assertThat(to(raw.port(), LONG)
                            .post(new byte[0], Map.of())
                            .toCompletableFuture()
                            .join()
                            .body())
                    .isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\nServer: old\r\n\r\n",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\nHTTP/1.0 202 Accepted\r\n\r\n"
            })
    void doesNotKnowThatAnAnswerIsCompleteWhichNamesNoEnd(String text) throws Exception {
        HttpAnswer answer = answered(text);
        assertThat(answer.framed()).isFalse();
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 204 No Content\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\r\n"
            })
    void knowsThatAnAnswerIsCompleteWhichNamesItsEnd(String text) throws Exception {
        HttpAnswer answer = answered(text);
        assertThat(answer.framed()).isTrue();
        assertThat(answer.body()).isBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
                "HTTP/1.1 200 OK\r\nServer: x\r\n"
            })
    void takesAnAnswerThatBreaksBeforeItsEndForNone(String text) throws Exception {
        try (RawServer raw = new RawServer(text)) {
            assertThat(failure(to(raw.port(), LONG)).kind()).isIn(Kind.CLOSED, Kind.NOT_HTTP);
        }
    }

    private HttpAnswer answered(String text) throws Exception {
        try (RawServer raw = new RawServer(text)) {
            return to(raw.port(), LONG)
                    .post(new byte[0], Map.of())
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    void saysThatTheAnswerIsNotHttp() throws Exception {
        try (RawServer raw = new RawServer("220 mail.example.com ESMTP ready\r\n\u0007\r\n")) {
            CallbackFailedException why = failure(to(raw.port(), LONG));
            assertThat(why).hasMessageContaining("does not speak HTTP").hasMessageNotContaining("\u0007");
            assertThat(why.kind()).isEqualTo(Kind.NOT_HTTP);
        }
    }

    @Test
    void saysThatTheConnectionWasClosedTooEarly() throws Exception {
        try (RawServer raw = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")) {
            CallbackFailedException why = failure(to(raw.port(), LONG));
            assertThat(why).hasMessageContaining("answer was complete");
            assertThat(why.kind()).isEqualTo(Kind.CLOSED);
        }
    }

    @Test
    void saysThatTheReceiverDoesNotSpeakTls() throws Exception {
        try (RawServer raw = new RawServer("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")) {
            CallbackFailedException why =
                    failure(to("https://localhost:" + raw.port() + "/", LONG, InetAddress::getAllByName));
            assertThat(why).hasMessageContaining("no safe connection (TLS)");
            assertThat(why.kind()).isEqualTo(Kind.TLS);
        }
    }

    @Test
    void saysThatTheReceiverNeverAnswersInTls() throws Exception {
        int port = serve(200, exchange -> new byte[0]);
        assertThat(failure(to("https://localhost:" + port + "/", SHORT, InetAddress::getAllByName)))
                .hasMessageContaining("it was still agreeing on TLS with 127.0.0.1 port " + port);
    }

    @Test
    void endsWhatIsOnItsWayWhenItIsClosed() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        int port = serve(200, exchange -> {
            arrived.countDown();
            await(end);
            return new byte[0];
        });
        HttpSender closing = to(port, LONG);
        CompletableFuture<HttpAnswer> answer =
                closing.post(new byte[0], Map.of()).toCompletableFuture();
        await(arrived);
        closing.close();
        assertThat(failure(answer).kind()).isEqualTo(Kind.STOPPED);
        assertThat(failure(closing).kind()).isEqualTo(Kind.STOPPED);
        end.countDown();
    }

    private interface Answering {
        byte[] answer(com.sun.net.httpserver.HttpExchange exchange) throws IOException;
    }

    private int serve(int status, Answering answering) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(HERE, 0), 10);
        made.createContext("/", exchange -> {
            byte[] body = answering.answer(exchange);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        made.start();
        server = made;
        return made.getAddress().getPort();
    }

    private HttpSender to(int port, Duration timeout) {
        return to("http://hooks.test:" + port + "/", timeout, host -> new InetAddress[] {HERE});
    }

    private HttpSender to(String url, Duration timeout, Names names) {
        HttpSender made = new HttpSender(new Receiver(CallbackUrl.of(url), true, timeout, tls()), names);
        sender = made;
        return made;
    }

    private HttpSender guarded(String url, Names names) {
        HttpSender made = new HttpSender(new Receiver(CallbackUrl.of(url), false, LONG, tls()), names);
        sender = made;
        return made;
    }

    private static CallbackFailedException failure(HttpSender sender) {
        return failure(sender.post(new byte[] {1}, Map.of()).toCompletableFuture());
    }

    private static CallbackFailedException failure(CompletableFuture<HttpAnswer> answer) {
        try {
            throw new AssertionError("answered " + answer.join().status());
        } catch (CompletionException e) {
            return (CallbackFailedException) e.getCause();
        }
    }

    private static InetAddress address(int... bytes) {
        byte[] four = new byte[bytes.length];
        for (int i = 0; i < four.length; i++) {
            four[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(four);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
