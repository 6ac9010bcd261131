package io.txgroup.verification.servers;

import java.nio.file.Path;

/**
 * An installed Redis that also listens for TLS, with a certificate for 127.0.0.1 that was made for it and that nobody else has
 * signed. It ends with {@link #close()} or with this JVM.
 */
public final class TlsRedis implements AutoCloseable {
    private static final int TRIES = 5;

    private final Path folder;
    private final SelfSignedCertificate own;
    private final int port;
    private final RedisServer server;

    private TlsRedis(Path folder, SelfSignedCertificate own, int port, RedisServer server) {
        this.folder = folder;
        this.own = own;
        this.port = port;
        this.server = server;
    }

    /** Starts one that asks no certificate of its clients. */
    public static TlsRedis start() {
        Path folder = Folders.create("redis-tls");
        try {
            return start(folder, SelfSignedCertificate.in(folder));
        } catch (RuntimeException e) {
            Folders.delete(folder);
            throw e;
        }
    }

    private static TlsRedis start(Path folder, SelfSignedCertificate own) {
        for (int tried = 1; ; tried++) {
            int port = FreePort.find();
            try {
                RedisServer server = RedisServer.start(
                        RedisBinary.INSTALLED,
                        "--tls-port",
                        Integer.toString(port),
                        "--tls-cert-file",
                        own.certificate().toString(),
                        "--tls-key-file",
                        own.key().toString(),
                        "--tls-ca-cert-file",
                        own.certificate().toString(),
                        "--tls-auth-clients",
                        "no");
                return new TlsRedis(folder, own, port, server);
            } catch (IllegalStateException e) {
                // somebody was faster with that port
                if (tried == TRIES || !String.valueOf(e.getMessage()).contains("Address already in use")) {
                    throw e;
                }
            }
        }
    }

    /** The port for TLS, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** What whoever connects must trust: a file in the form PEM. */
    public Path certificate() {
        return own.certificate();
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
