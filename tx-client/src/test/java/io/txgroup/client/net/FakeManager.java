package io.txgroup.client.net;

import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.HandshakeRefusedException;
import io.txgroup.protocol.net.ManagerHandshake;
import io.txgroup.protocol.net.ServiceSecrets;
import io.txgroup.protocol.net.Terms;
import io.txgroup.protocol.net.Versions;
import io.txgroup.protocol.wire.MalformedMessageException;
import io.txgroup.protocol.wire.WireCodec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A manager made of blocking sockets that can misbehave. */
final class FakeManager implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    final BlockingQueue<Message.ToGroup> received = new LinkedBlockingQueue<>();
    final AtomicInteger connections = new AtomicInteger();
    final Set<ProcessId> peers = ConcurrentHashMap.newKeySet();
    volatile Message.HeartbeatAnswer alive = new Message.HeartbeatAnswer(List.of(), "");
    volatile boolean answersHeartbeats = true;
    volatile boolean shakesHands = true;
    volatile Versions versions = Versions.SPOKEN;

    /** How fast a process under test looks, asks and gives up. */
    static final ConnectionSettings.Pace QUICK = new ConnectionSettings.Pace(
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofMillis(50),
            400,
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            Duration.ofMillis(50),
            Duration.ofMillis(20));

    private final String id;
    private final ServiceSecrets secrets;
    private final ServerSocket server;
    private final Thread accepting;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    FakeManager(String id, int port, ServiceSecrets secrets) throws IOException {
        this.id = id;
        this.secrets = secrets;
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        this.accepting = daemon(this::accept);
    }

    ManagerAddress address() {
        return new ManagerAddress("127.0.0.1", server.getLocalPort());
    }

    /** Says that to every peer. */
    void say(Message.ToClient message) throws IOException {
        for (Socket socket : sockets) {
            WireCodec.toWire(message).writeDelimitedTo(socket.getOutputStream());
        }
    }

    void sayBytes(byte... bytes) throws IOException {
        for (Socket socket : sockets) {
            socket.getOutputStream().write(bytes);
        }
    }

    void dropConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Takes no new connection; who is connected is served on. */
    /** Its port is free when this returns: the one who accepts has let go of it. */
    void stopsListening() throws IOException, InterruptedException {
        server.close();
        accepting.join();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (!shakesHands) {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                return;
            }
            ManagerHandshake handshake = new ManagerHandshake(
                    id, versions, secrets, new Terms(Duration.ofSeconds(1), Duration.ofSeconds(10)), RANDOM);
            try {
                handshake.challenge(frame(socket)).writeDelimitedTo(socket.getOutputStream());
                handshake.welcome(frame(socket)).writeDelimitedTo(socket.getOutputStream());
            } catch (HandshakeRefusedException e) {
                e.refusal().writeDelimitedTo(socket.getOutputStream());
                return;
            }
            peers.add(handshake.peer());
            while (true) {
                take(socket, WireCodec.toManager(ByteBuffer.wrap(frame(socket))));
            }
        } catch (IOException | MalformedMessageException closed) {
            // the test looks at what the client makes of it
        } finally {
            sockets.remove(socket);
        }
    }

    private void take(Socket socket, Message.ToManager message) throws IOException {
        if (message instanceof Message.ToGroup toGroup) {
            received.add(toGroup);
        } else if (answersHeartbeats) {
            WireCodec.toWire(alive).writeDelimitedTo(socket.getOutputStream());
        }
    }

    private static byte[] frame(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        int size = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            size |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return in.readNBytes(size);
            }
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-manager");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() throws IOException {
        server.close();
        dropConnections();
    }
}
