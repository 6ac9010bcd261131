package io.txgroup.manager.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.callback.CallbackFailedException.Kind;
import io.txgroup.manager.callback.ReceiverServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events told over TLS, with a certificate of hooks.test that its owner has signed. */
@Timeout(60)
class CallbackTlsTests {
    private static final char[] PASSWORD = "only for this test".toCharArray();
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir
    static Path folder;

    private static SSLContext server = uninitialized();
    private static SSLContext trusting = uninitialized();

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("hooks.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "hooks",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=hooks.test",
                        "-ext",
                        "san=dns:hooks.test",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue())
                .as(Files.readString(folder.resolve("keytool.log")))
                .isZero();
        KeyStore keys = load(store);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        server = SSLContext.getInstance("TLS");
        server.init(own.getKeyManagers(), null, null);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("hooks", keys.getCertificate("hooks"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    private static KeyStore load(Path file) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    @Test
    void speaksToAReceiverWhoseCertificateIsTrustedAndOfItsName() {
        assertThat(post("hooks.test", trusting)).isEqualTo("204");
    }

    @Test
    void speaksToNobodyWhoseCertificateIsOfAnotherName() {
        assertThat(post("other.test", trusting))
                .contains("no safe connection (TLS)")
                .contains("No subject alternative DNS name matching other.test found")
                .contains("the receiver needs a certificate for other.test");
    }

    @Test
    void speaksToNobodyWhoseCertificateIsNotTrusted() throws Exception {
        assertThat(post("hooks.test", SSLContext.getDefault()))
                .contains("no safe connection (TLS)")
                .contains("unable to find valid certification path")
                .contains("tx.manager.callback.ssl-bundle");
    }

    /** The status, or why there is none; nothing reaches the receiver's program then. */
    private static String post(String host, SSLContext trust) {
        AtomicInteger reached = new AtomicInteger();
        try (ReceiverServer receiver = new ReceiverServer(server, request -> {
                    reached.incrementAndGet();
                    return new Answer(204, "");
                });
                HttpSender sender = new HttpSender(
                        new Receiver(
                                CallbackUrl.of("https://" + host + ":" + receiver.port() + "/"),
                                true,
                                Duration.ofSeconds(15),
                                trust),
                        name -> new InetAddress[] {HERE})) {
            int status = sender.post(new byte[] {1}, Map.of())
                    .toCompletableFuture()
                    .join()
                    .status();
            assertThat(reached).hasValue(1);
            return Integer.toString(status);
        } catch (CompletionException e) {
            assertThat(reached).hasValue(0);
            CallbackFailedException why = (CallbackFailedException) e.getCause();
            assertThat(why.kind()).isEqualTo(Kind.TLS);
            return why.getMessage();
        }
    }

    private static SSLContext uninitialized() {
        try {
            return SSLContext.getInstance("TLS");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
