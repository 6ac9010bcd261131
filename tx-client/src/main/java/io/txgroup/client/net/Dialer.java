package io.txgroup.client.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.txgroup.protocol.net.FrameDecoder;
import io.txgroup.protocol.net.Frames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Makes TCP connections to managers. A name is looked up anew each time, outside of the event loop because that may
 * take long; of several addresses each is tried, in an order by chance, until one connects.
 */
final class Dialer {
    private static final int FLUSH_AFTER = 64;

    private final Bootstrap bootstrap;
    private final EventLoop loop;
    private final Executor lookups;

    Dialer(ConnectionSettings settings, EventLoop loop, Executor lookups) {
        this.loop = loop;
        this.lookups = lookups;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.pace().connectLimit().toMillis())
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.writeBufferBytes() / 2, settings.writeBufferBytes()));
    }

    EventLoop loop() {
        return loop;
    }

    /**
     * Connects.
     *
     * @param handler gives the handler of the frames, which it may let grow by the decoder
     */
    Future<Channel> dial(ManagerAddress address, Function<FrameDecoder, ChannelHandler> handler) {
        Promise<Channel> dialled = loop.newPromise();
        try {
            lookups.execute(() -> {
                try {
                    connect(lookUp(address).iterator(), handler, dialled);
                } catch (UnknownHostException e) {
                    dialled.tryFailure(new UnknownHostException("the name " + address.host() + " is not known"));
                } catch (RuntimeException e) {
                    dialled.tryFailure(unlessClosing(e));
                }
            });
        } catch (RejectedExecutionException closing) {
            dialled.tryFailure(closing(closing));
        }
        return dialled;
    }

    private static List<InetSocketAddress> lookUp(ManagerAddress address) throws UnknownHostException {
        List<InetSocketAddress> found = new ArrayList<>();
        for (InetAddress one : InetAddress.getAllByName(address.host())) {
            found.add(new InetSocketAddress(one, address.port()));
        }
        Collections.shuffle(found, ThreadLocalRandom.current());
        return found;
    }

    private void connect(
            Iterator<InetSocketAddress> addresses,
            Function<FrameDecoder, ChannelHandler> handler,
            Promise<Channel> dialled) {
        ChannelFuture connecting = bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        FrameDecoder decoder = new FrameDecoder(Frames.MAX_HANDSHAKE_FRAME_BYTES);
                        channel.pipeline()
                                .addLast(new FlushConsolidationHandler(FLUSH_AFTER, true))
                                .addLast(decoder)
                                .addLast(handler.apply(decoder));
                    }
                })
                .connect(addresses.next());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                dialled.trySuccess(connecting.channel());
            } else if (addresses.hasNext()) {
                connect(addresses, handler, dialled);
            } else {
                dialled.tryFailure(unlessClosing(done.cause()));
            }
        });
    }

    /** An event loop that ends takes no more tasks: no failure of the manager's. */
    private Throwable unlessClosing(Throwable cause) {
        return loop.isShuttingDown() ? closing(cause) : cause;
    }

    private static IOException closing(Throwable cause) {
        return new IOException("this process closes its connections", cause);
    }
}
