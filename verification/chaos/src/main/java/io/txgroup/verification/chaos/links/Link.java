package io.txgroup.verification.chaos.links;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One link on 127.0.0.1: whoever connects to its port reaches the target, as far as its fault lets it. While it has no
 * target, or is cut, nobody listens on its port, as if the process behind it were gone. Thread-safe.
 */
public final class Link implements AutoCloseable {
    /** Connections out never get a port below: so nobody takes one of ours while nobody listens on it. */
    private static final int FIRST_EPHEMERAL = 32_768;

    private static final int LOWEST = 12_000;
    private static final int TRIES = 100;
    private static final Duration DELAY = Duration.ofMillis(250);

    private final EventLoopGroup loops;
    private final int port;
    private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.NONE;
    private volatile int target;
    private @Nullable Channel listener;

    /**
     * A link on a port of its own.
     *
     * @param taken the ports of other links, to which it adds its own
     */
    Link(EventLoopGroup loops, Set<Integer> taken) {
        this.loops = loops;
        Random random = new Random();
        for (int tried = 1; ; tried++) {
            int candidate = LOWEST + random.nextInt(FIRST_EPHEMERAL - LOWEST);
            if (!taken.add(candidate)) {
                continue;
            }
            ChannelFuture bound = bind(candidate).awaitUninterruptibly();
            if (bound.isSuccess()) {
                bound.channel().close().awaitUninterruptibly();
                port = candidate;
                return;
            }
            if (tried == TRIES) {
                throw new IllegalStateException(
                        "No port from " + LOWEST + " to " + FIRST_EPHEMERAL + " is free after " + TRIES + " tries",
                        bound.cause());
            }
        }
    }

    /** The port to connect to; always the same. */
    public int port() {
        return port;
    }

    /** What is wrong with it now. */
    public Fault fault() {
        return fault;
    }

    /** New connections reach that port; the old ones break. */
    public synchronized void reach(int port) {
        target = port;
        reset();
        listen();
    }

    /** The process behind it is gone: its connections break, and nobody listens. */
    public synchronized void reachNobody() {
        target = 0;
        listen();
        reset();
    }

    /** The process behind it takes no more connections; those that are there go on. */
    public synchronized void reachNoMore() {
        target = 0;
        listen();
    }

    /** Something is wrong with it from now on. */
    public synchronized void suffer(Fault next) {
        fault = next;
        listen();
        if (next == Fault.CUT) {
            reset();
        }
        pipes.forEach(Pipe::look);
    }

    /** It is whole again; what was held back arrives. */
    public void heal() {
        suffer(Fault.NONE);
    }

    /** Breaks all connections; what was on its way is lost. New ones can be made. */
    public void reset() {
        pipes.forEach(Pipe::reset);
    }

    private void listen() {
        boolean wanted = target != 0 && fault != Fault.CUT;
        if (wanted && listener == null) {
            listener = listenAgain();
        } else if (!wanted && listener != null) {
            listener.close().awaitUninterruptibly();
            listener = null;
            awaitFree();
        }
    }

    /** Until its event loop has come round, the system still lets callers in that nobody will serve. */
    private void awaitFree() {
        for (int tried = 1; tried <= TRIES; tried++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (probe.isBound()) {
                    return;
                }
            } catch (IOException stillThere) {
                loops.next().schedule(() -> {}, tried, TimeUnit.MILLISECONDS).awaitUninterruptibly();
            }
        }
    }

    /** A socket that was closed a moment ago is given up only when its event loop comes round. */
    private Channel listenAgain() {
        for (int tried = 1; ; tried++) {
            ChannelFuture bound = bind(port).awaitUninterruptibly();
            if (bound.isSuccess()) {
                return bound.channel();
            }
            if (tried == TRIES) {
                throw new IllegalStateException("A link's port " + port + " was taken by somebody", bound.cause());
            }
            loops.next().schedule(() -> {}, tried, TimeUnit.MILLISECONDS).awaitUninterruptibly();
        }
    }

    private ChannelFuture bind(int wanted) {
        return new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel near) {
                        accept(near);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
    }

    private void accept(Channel near) {
        int to = target;
        if (to == 0 || fault == Fault.CUT) {
            Pipe.reset(near);
            return;
        }
        Pipe there = Pipe.there(near, this);
        Pipe back = Pipe.back(near, this);
        near.pipeline().addLast(there);
        new Bootstrap()
                .group(near.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(back)
                .connect(InetAddress.getLoopbackAddress(), to)
                .addListener((ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        Pipe.reset(near);
                        return;
                    }
                    pipes.add(there);
                    pipes.add(back);
                    there.carryTo(connected.channel());
                    back.carryFrom(connected.channel());
                    if (target != to || fault == Fault.CUT) {
                        there.reset();
                    }
                });
    }

    void forget(Pipe pipe) {
        pipes.remove(pipe);
    }

    long delayMillis() {
        return fault == Fault.SLOW ? DELAY.toMillis() : 0;
    }

    @Override
    public void close() {
        reachNobody();
    }
}
