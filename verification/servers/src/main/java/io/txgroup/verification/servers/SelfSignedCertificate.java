package io.txgroup.verification.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for localhost and 127.0.0.1 that nobody else has signed, valid for a day.
 *
 * @param certificate a file in the form PEM
 * @param key its private key, in the same form
 */
public record SelfSignedCertificate(Path certificate, Path key) {
    private static final long LIMIT_SECONDS = 30;

    /**
     * Makes one in a folder, with openssl.
     *
     * @throws IllegalStateException if openssl makes none, with what it said
     * @throws UncheckedIOException if it can't be run
     */
    public static SelfSignedCertificate in(Path folder) {
        SelfSignedCertificate made =
                new SelfSignedCertificate(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        Path said = folder.resolve("openssl.log");
        try {
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
                            made.key.toString(),
                            "-out",
                            made.certificate.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (!openssl.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                openssl.destroyForcibly();
                throw new IllegalStateException("openssl made no certificate within " + LIMIT_SECONDS + " s");
            }
            if (openssl.exitValue() != 0) {
                throw new IllegalStateException("openssl made no certificate (status " + openssl.exitValue()
                        + "), it said:\n" + Files.readString(said, StandardCharsets.UTF_8));
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("openssl can't be run, and these tests need it: apt-get install openssl", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a certificate was made", e);
        }
    }
}
