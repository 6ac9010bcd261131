package io.txgroup.verification.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.net.ManagerView;
import io.txgroup.verification.acceptance.shop.Shop;
import io.txgroup.verification.servers.NginxServer;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
        certificate();
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

    private HttpResponse<String> get(String scheme, String path) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();
        URI uri = URI.create(scheme + "://localhost:" + nginx.httpPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void certificate() throws IOException, InterruptedException {
        Path folder = nginx.folder().resolve("txgroup");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "1",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-out",
                        folder.resolve("certificate.pem").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(openssl.waitFor()).as(said).isZero();
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
