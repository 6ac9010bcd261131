package io.txgroup.verification.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One TCP address on 127.0.0.1 with several servers behind it, one after the other; one that takes no connection is passed
 * over, as balancers do. Thread-safe.
 */
public final class Balancer implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Integer> targets = List.of();

    /** Listens; whoever connects before there are targets is turned away. */
    public Balancer() {
        try {
            listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("A balancer can't listen", e);
        }
        daemon(this::accept);
    }

    /** New connections lead to these ports. */
    public void to(List<Integer> ports) {
        targets = List.copyOf(ports);
    }

    /** The port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                sockets.add(near);
                daemon(() -> join(near));
            } catch (IOException e) {
                // closed, or the caller gave up before it was accepted
            }
        }
    }

    private void join(Socket near) {
        List<Integer> ports = targets;
        int first = turn.getAndIncrement();
        for (int i = 0; i < ports.size(); i++) {
            try {
                Socket far =
                        new Socket(InetAddress.getLoopbackAddress(), ports.get(Math.floorMod(first + i, ports.size())));
                sockets.add(far);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                daemon(() -> pump(near, far));
                daemon(() -> pump(far, near));
                return;
            } catch (IOException e) {
                // the next one may take it
            }
        }
        close(near);
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one end is gone; so is the other when this block is left
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    @Override
    public void close() {
        close(listener);
        sockets.forEach(Balancer::close);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException("A balancer can't be closed", e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "balancer");
        thread.setDaemon(true);
        thread.start();
    }
}
