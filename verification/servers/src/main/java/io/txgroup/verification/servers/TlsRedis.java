package io.txgroup.verification.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An installed Redis that also listens for TLS, with a certificate for 127.0.0.1 that was made for it and that nobody else has
 * signed. It ends with {@link #close()} or with this JVM.
 */
public final class TlsRedis implements AutoCloseable {
    private static final int TRIES = 5;

    private final Path folder;
    private final int port;
    private final RedisServer server;

    private TlsRedis(Path folder, int port, RedisServer server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    /** Starts one that asks no certificate of its clients. */
    public static TlsRedis start() {
        Path folder = Folders.create("redis-tls");
        try {
            makeCertificate(folder);
            return start(folder);
        } catch (RuntimeException e) {
            Folders.delete(folder);
            throw e;
        }
    }

    private static TlsRedis start(Path folder) {
        for (int tried = 1; ; tried++) {
            int port = FreePort.find();
            try {
                RedisServer server = RedisServer.start(
                        RedisBinary.INSTALLED,
                        "--tls-port",
                        Integer.toString(port),
                        "--tls-cert-file",
                        certificate(folder).toString(),
                        "--tls-key-file",
                        key(folder).toString(),
                        "--tls-ca-cert-file",
                        certificate(folder).toString(),
                        "--tls-auth-clients",
                        "no");
                return new TlsRedis(folder, port, server);
            } catch (IllegalStateException e) {
                // somebody was faster with that port
                if (tried == TRIES || !String.valueOf(e.getMessage()).contains("Address already in use")) {
                    throw e;
                }
            }
        }
    }

    private static Path certificate(Path folder) {
        return folder.resolve("certificate.pem");
    }

    private static Path key(Path folder) {
        return folder.resolve("key.pem");
    }

    private static void makeCertificate(Path folder) {
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
                            "/CN=a Redis of tests",
                            "-addext",
                            "subjectAltName=IP:127.0.0.1",
                            "-keyout",
                            key(folder).toString(),
                            "-out",
                            certificate(folder).toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = openssl.waitFor();
            if (status != 0) {
                throw new IllegalStateException(
                        "openssl made no certificate (status " + status + "), it said:\n" + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("openssl can't be run, and these tests need it: apt-get install openssl", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a certificate was made", e);
        }
    }

    /** The port for TLS, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** What whoever connects must trust: a file in the form PEM. */
    public Path certificate() {
        return certificate(folder);
    }

    /** The server itself, which also listens without TLS. */
    public RedisServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
        Folders.delete(folder);
    }
}
