package io.txgroup.verification.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.net.ManagerView;
import io.txgroup.verification.acceptance.shop.Shop;
import io.txgroup.verification.servers.NginxServer;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import io.txgroup.verification.servers.SelfSignedCertificate;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The product's configuration of nginx, before three managers and two services that know nginx only. */
class NginxIT {
    private static final Path CONFIGURATION =
            Path.of("../../nginx").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NOBODY = 9;

    private final String item = "item " + UUID.randomUUID();
    private RedisServer redis;
    private NginxServer nginx;
    private Shop shop;

    @BeforeEach
    void startRedis() {
        redis = RedisServer.start(RedisBinary.EMBEDDED);
    }

    @AfterEach
    void stop() {
        if (shop != null) {
            shop.close();
        } else if (nginx != null) {
            nginx.close();
        }
        redis.close();
    }

    private void start(int managers) {
        nginx = NginxServer.with(CONFIGURATION, Map.of());
        shop = Shop.behind(nginx, "127.0.0.1", redis.port(), managers);
        await().atMost(PATIENCE).until(this::isConnected);
    }

    private boolean isConnected() {
        return List.of(shop.ofOrder(ManagerConnections.class), shop.ofStorage(ManagerConnections.class)).stream()
                .allMatch(connections -> connections.views().stream().anyMatch(ManagerView::usable));
    }

    @Test
    void servicesFindTheManagersAndCommitThroughIt() throws Exception {
        start(3);

        shop.orders().place(item);

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(shop.movements(item)).isEqualTo(1);
        assertThat(get("http", "/api/managers").statusCode()).isEqualTo(401);
        assertThat(get("http", "/actuator/health").statusCode()).isEqualTo(404);
        assertThat(get("http", "/").statusCode()).isEqualTo(302);
    }

    /** What a restart breaks is said again: a transaction is either whole or not there, and its caller is told which. */
    @Test
    void itsRestartSplitsNothingAndServicesComeBack() {
        start(2);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger placed = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        CompletableFuture<Void> caller = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                try {
                    shop.orders().place(item);
                    placed.incrementAndGet();
                } catch (RuntimeException e) {
                    failed.incrementAndGet();
                }
            }
        });
        await().atMost(PATIENCE).until(() -> placed.get() > 10);
        nginx.restart();
        int before = placed.get();
        await().atMost(PATIENCE).until(() -> placed.get() > before + 10);
        over.set(true);
        caller.join();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(shop.orders(item)).isEqualTo(placed.get());
            assertThat(shop.movements(item)).isEqualTo(placed.get());
        });
    }

    @Test
    void aManagerThatIsTakenOutAndStoppedIsMissedByNobody() {
        start(3);
        shop.takeOut(0);
        shop.stopManager(0);
        await().atMost(PATIENCE).until(this::isConnected);

        for (int i = 0; i < 20; i++) {
            shop.orders().place(item);
        }

        assertThat(shop.orders(item)).isEqualTo(20);
        assertThat(shop.movements(item)).isEqualTo(20);
    }

    @Test
    void encryptsBothPortsWithTheVariantsForTls() throws Exception {
        nginx = NginxServer.with(CONFIGURATION, Map.of("http.conf", "https.conf", "tcp.conf", "tcps.conf"));
        SelfSignedCertificate.in(nginx.folder().resolve("txgroup"));
        shop = Shop.behind(nginx, "127.0.0.1", redis.port(), 1);

        assertThat(get("https", "/api/managers").statusCode()).isEqualTo(401);
        try (SSLSocket socket = (SSLSocket)
                trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), nginx.tcpPort())) {
            socket.setSoTimeout(30_000);
            socket.startHandshake();
            // no word of the protocol: the manager ends the connection, so it has heard it
            socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0});
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), nginx.tcpPort())) {
            plain.setSoTimeout(30_000);
            plain.getOutputStream().write("hello, in plain words\n".getBytes(StandardCharsets.UTF_8));
            assertThat(plain.getInputStream().readAllBytes().length).isLessThan(20);
        }
    }

    @Test
    void passesOnNothingThatABrowserClaimsAboutItself() throws Exception {
        Headers seen = new Headers();
        HttpServer manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        manager.createContext("/", exchange -> {
            seen.putAll(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        manager.start();
        try {
            nginx = NginxServer.with(CONFIGURATION, Map.of());
            nginx.reload(List.of(manager.getAddress().getPort()), List.of(NOBODY));
            HttpRequest forged = request("http", "/api/v1/session")
                    .header("Forwarded", "for=203.0.113.7;proto=https;host=elsewhere")
                    .header("X-Forwarded-For", "203.0.113.7")
                    .header("X-Forwarded-Proto", "https")
                    .header("X-Forwarded-Host", "elsewhere")
                    .header("X-Forwarded-Port", "1")
                    .header("X-Forwarded-Prefix", "/elsewhere")
                    .header("X-Forwarded-Ssl", "on")
                    .build();

            assertThat(send(forged).statusCode()).as("the manager's own").isEqualTo(503);
        } finally {
            manager.stop(0);
        }

        assertThat(seen).containsEntry("X-Forwarded-For", List.of("127.0.0.1"));
        assertThat(seen).containsEntry("X-Forwarded-Proto", List.of("http"));
        assertThat(seen).containsEntry("X-Forwarded-Host", List.of("localhost:" + nginx.httpPort()));
        assertThat(seen).doesNotContainKeys("Forwarded", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Ssl");
    }

    @Test
    void whoeverLogsInIsInTheAuditWithHisOwnAddressAndNotAForgedOne() throws Exception {
        assertThat(Files.readString(CONFIGURATION.resolve("compose.yaml")))
                .as("the strategy that the managers have here, too")
                .contains("SERVER_FORWARD_HEADERS_STRATEGY: native");
        nginx = NginxServer.with(CONFIGURATION, Map.of("http.conf", "https.conf"));
        SelfSignedCertificate.in(nginx.folder().resolve("txgroup"));
        shop = Shop.behind(nginx, "127.0.0.1", redis.port(), 1);
        String token = cookie(get("https", "/api/v1/session"), "XSRF-TOKEN");

        HttpResponse<String> login = send(request("https", "/api/v1/session")
                .header("Content-Type", "application/json")
                .header("Cookie", token)
                .header("X-XSRF-TOKEN", token.substring(token.indexOf('=') + 1))
                .header("Forwarded", "for=203.0.113.7;proto=http")
                .header("X-Forwarded-For", "203.0.113.7")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\": \"admin\", \"password\": \"" + Shop.PASSWORD + "\"}"))
                .build());

        assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
        assertThat(login.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("TXSESSION="))
                .singleElement()
                .asString()
                .contains("Secure");
        String audit = send(request("https", "/api/v1/audit")
                        .header("Cookie", cookie(login, "TXSESSION"))
                        .build())
                .body();
        assertThat(audit).contains("session.begin", "\"from\":\"127.0.0.1\"").doesNotContain("203.0.113.7");
    }

    /** Where the installed nginx is too old for that, it says so and does not start. */
    @Test
    void startsWithManagersWhoseNamesAreUnknownWhereItLooksThemUpAgain() throws Exception {
        nginx = NginxServer.with(
                CONFIGURATION,
                Map.of(
                        "http-managers.conf",
                        "http-managers-names.conf",
                        "tcp-managers.conf",
                        "tcp-managers-names.conf"));
        HttpServer manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        manager.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        manager.start();
        try {
            Path names = nginx.folder().resolve("txgroup").resolve("http-managers-names.conf");
            String known = "server 127.0.0.1:" + manager.getAddress().getPort() + ";\n";
            Files.writeString(
                    names, Files.readString(names).replace("    keepalive", "    " + known + "    keepalive"));

            if (looksNamesUpAgain()) {
                nginx.restart();
                assertThat(get("http", "/api/managers").statusCode()).isEqualTo(401);
            } else {
                assertThatThrownBy(nginx::restart).hasMessageContaining("resolve");
            }
        } finally {
            manager.stop(0);
        }
    }

    private static boolean looksNamesUpAgain() throws IOException, InterruptedException {
        Process nginx =
                new ProcessBuilder("nginx", "-v").redirectErrorStream(true).start();
        String said = new String(nginx.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(nginx.waitFor()).as(said).isZero();
        Matcher version = Pattern.compile("nginx/([\\d.]+)").matcher(said);
        assertThat(version.find()).as(said).isTrue();
        return ModuleDescriptor.Version.parse(version.group(1)).compareTo(ModuleDescriptor.Version.parse("1.27.3"))
                >= 0;
    }

    private static String cookie(HttpResponse<String> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cookie " + name + ": " + answer.body()));
    }

    private HttpResponse<String> get(String scheme, String path) throws Exception {
        return send(request(scheme, path).build());
    }

    private HttpRequest.Builder request(String scheme, String path) {
        return HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + nginx.httpPort() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Takes any certificate: which one it is, is not what is tried here. */
    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
        return context;
    }

    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
