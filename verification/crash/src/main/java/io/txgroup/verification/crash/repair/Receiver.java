package io.txgroup.verification.crash.repair;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program that managers call back: checks who has sent an event, remembers its id, and answers as it was told to. Each
 * manager posts to a path of its own, so that it is seen who tells. Thread-safe.
 */
final class Receiver implements AutoCloseable {
    private static final Duration LONGEST_HELD = Duration.ofMinutes(2);
    private static final long MOST_AWAY_MILLIS = TimeUnit.MINUTES.toMillis(5);

    private final String secret;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final JsonMapper json = new JsonMapper();
    private final Map<String, Manner> next = new HashMap<>();
    private final Map<String, Manner> manners = new HashMap<>();
    private final Map<String, Event> events = new LinkedHashMap<>();
    private final Map<String, List<String>> posts = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();
    private final Map<String, CountDownLatch> blocked = new HashMap<>();

    /** How one is answered. */
    enum Manner {
        /** It is known. */
        ACCEPT,
        /** A person shall decide. */
        HOLD,
        /** It shall never be repaired. */
        DISCARD,
        /** The first time without sense, then it is known. */
        GARBLE_ONCE,
        /** The first time with an error, then it is known. */
        FAIL_ONCE,
        /** Nobody is answered before {@link Receiver#unblock}. */
        BLOCK
    }

    Receiver(String secret) throws IOException {
        this.secret = secret;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    /** Where that manager posts to. */
    String url(String manager) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + manager;
    }

    /** How the next loss of that service is answered. */
    synchronized void next(String service, Manner manner) {
        next.put(service, manner);
    }

    /** Answers whom {@link Manner#BLOCK} has kept waiting for that event. */
    void unblock(String id) {
        gate(id).countDown();
    }

    private synchronized CountDownLatch gate(String id) {
        return blocked.computeIfAbsent(id, any -> new CountDownLatch(1));
    }

    private void take(HttpExchange exchange) {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String manager = exchange.getRequestURI().getPath().substring(1);
            Optional<String> trouble = trouble(exchange, body);
            if (trouble.isPresent()) {
                find("a post of " + manager + ", " + trouble.get());
                answer(exchange, 403, "");
                return;
            }
            JsonNode event = json.readTree(body);
            String id = event.path("id").asString();
            Manner manner = note(manager, event);
            if (manner == Manner.BLOCK && !gate(id).await(LONGEST_HELD.toSeconds(), TimeUnit.SECONDS)) {
                find(id + " was blocked for " + LONGEST_HELD.toSeconds() + " s");
            }
            boolean isFirst = posts(id).size() == 1;
            switch (manner) {
                case ACCEPT, BLOCK -> answer(exchange, 200, "");
                case HOLD -> answer(exchange, 200, "{\"decision\":\"hold\",\"note\":\"somebody looks at it\"}");
                case DISCARD -> answer(exchange, 200, "{\"decision\":\"discard\",\"note\":\"not wanted any more\"}");
                case GARBLE_ONCE -> answer(exchange, 200, isFirst ? "{\"decision\":\"hodl\"}" : "");
                case FAIL_ONCE -> answer(exchange, isFirst ? 500 : 200, "");
            }
        } catch (IOException e) {
            // who was paused or killed meanwhile reads no answer; it is told again
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is missing", e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private Optional<String> trouble(HttpExchange exchange, byte[] body) throws GeneralSecurityException {
        @Nullable String time = exchange.getRequestHeaders().getFirst("Tx-Callback-Time");
        @Nullable String signature = exchange.getRequestHeaders().getFirst("Tx-Callback-Signature");
        if (time == null || signature == null || !time.matches("\\d{1,15}")) {
            return Optional.of("which is not signed");
        }
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        hmac.update((time + ".").getBytes(UTF_8));
        String wanted = "sha256=" + HexFormat.of().formatHex(hmac.doFinal(body));
        if (!MessageDigest.isEqual(wanted.getBytes(UTF_8), signature.getBytes(UTF_8))) {
            return Optional.of("which is signed with something else");
        }
        long away = Math.abs(System.currentTimeMillis() - Long.parseLong(time));
        return away > MOST_AWAY_MILLIS ? Optional.of("whose time is " + away + " ms away") : Optional.empty();
    }

    private synchronized Manner note(String manager, JsonNode body) {
        Event event = new Event(
                body.path("id").asString(),
                body.path("event").asString(),
                body.path("groupId").asString(),
                body.path("service").asString(),
                body.path("state").asString(),
                System.nanoTime());
        posts.computeIfAbsent(event.id(), any -> new ArrayList<>()).add(manager);
        Event before = events.putIfAbsent(event.id(), event);
        if (before == null) {
            @Nullable Manner wanted = event.kind().equals("created") ? next.remove(event.service()) : null;
            manners.put(event.id(), wanted == null ? Manner.ACCEPT : wanted);
        } else if (!before.group().equals(event.group()) || !before.kind().equals(event.kind())) {
            find("one id for two events: " + before + ", " + event);
        }
        return manners.getOrDefault(event.id(), Manner.ACCEPT);
    }

    private synchronized void find(String what) {
        findings.add("callback: " + what);
    }

    /** Who has posted that event, each time. */
    synchronized List<String> posts(String id) {
        return List.copyOf(posts.getOrDefault(id, List.of()));
    }

    /** All that came, each once. */
    synchronized List<Event> events() {
        return List.copyOf(events.values());
    }

    synchronized Optional<Event> event(String kind, String group) {
        return events.values().stream()
                .filter(event -> event.kind().equals(kind) && event.group().equals(group))
                .findFirst();
    }

    synchronized int postsInAll() {
        return posts.values().stream().mapToInt(List::size).sum();
    }

    synchronized List<String> findings() {
        return List.copyOf(findings);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
