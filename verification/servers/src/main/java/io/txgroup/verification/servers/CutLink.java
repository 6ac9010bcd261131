package io.txgroup.verification.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP link on 127.0.0.1 that can be cut: whoever connects to its port reaches the target's. What was on its way when
 * it is cut or stalled and not healed is lost, which the death of a process alone does not do. Thread-safe.
 */
public final class CutLink implements AutoCloseable {
    private enum State {
        WHOLE,
        STALLED,
        CUT,
        CLOSED
    }

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private State state = State.WHOLE;
    private int target;

    private CutLink(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("A link can't listen", e);
        }
        daemon("link-" + port(), this::accept);
    }

    /** A link to that port. */
    public static CutLink to(int target) {
        return new CutLink(target);
    }

    /** The port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /**
     * How many round trips whoever connects has made, over all connections: how often somebody said something after everything
     * before it was answered, or as the first word of a connection. What is sent together counts once.
     */
    public int roundTrips() {
        return roundTrips.get();
    }

    /** Breaks all connections, and every new one at once. */
    public void cut() {
        become(State.CUT);
        drop();
    }

    /** Carries nothing more, while both ends believe that they are connected. */
    public void stall() {
        become(State.STALLED);
    }

    /** Is whole again; what a stall held back goes on its way. */
    public void heal() {
        become(State.WHOLE);
    }

    /** Breaks all connections; new ones reach that port. */
    public void retarget(int port) {
        synchronized (this) {
            target = port;
        }
        drop();
    }

    @Override
    public void close() {
        become(State.CLOSED);
        close(listener);
        drop();
    }

    private synchronized void become(State next) {
        state = next;
        notifyAll();
    }

    /** Waits while the link is stalled; whether it carries anything now. */
    private synchronized boolean carries(Socket socket) throws InterruptedException {
        while (state == State.STALLED && !socket.isClosed()) {
            wait();
        }
        return state == State.WHOLE;
    }

    private synchronized int target() {
        return target;
    }

    private void drop() {
        sockets.forEach(CutLink::close);
        sockets.clear();
        synchronized (this) {
            notifyAll();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                sockets.add(near);
                daemon("link-" + port() + "-connect", () -> join(near));
            } catch (IOException e) {
                // closed, or the caller gave up before it was accepted
            }
        }
    }

    private void join(Socket near) {
        try {
            if (!carries(near)) {
                close(near);
                return;
            }
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target());
            sockets.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            AtomicBoolean asks = new AtomicBoolean();
            daemon(
                    "link-" + port() + "-out",
                    () -> pump(near, far, () -> {
                        if (!asks.getAndSet(true)) {
                            roundTrips.incrementAndGet();
                        }
                    }));
            daemon("link-" + port() + "-back", () -> pump(far, near, () -> asks.set(false)));
        } catch (IOException e) {
            close(near);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is carried is noted before it arrives, so that whoever has an answer finds it counted. */
    private void pump(Socket from, Socket to, Runnable carried) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0 && carries(from); read = in.read(buffer)) {
                carried.run();
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // one end is gone; so is the other when this block is left
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException("A link can't be closed", e);
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
