package io.txgroup.verification.chaos.links;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection. It reads only when what it read before was written, so a stall reaches the sender as it
 * does on a real network. Everything but {@link #look} and {@link #reset()} happens on the connection's event loop.
 */
final class Pipe extends ChannelInboundHandlerAdapter {
    private final Fault stalls;
    private final Link link;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private volatile Channel source;
    private volatile @Nullable Channel sink;
    private boolean ended;

    private Pipe(Channel source, @Nullable Channel sink, Fault stalls, Link link) {
        this.source = source;
        this.sink = sink;
        this.stalls = stalls;
        this.link = link;
    }

    /** From whoever connected to the target, which {@link #carryTo} will tell. */
    static Pipe there(Channel near, Link link) {
        return new Pipe(near, null, Fault.STALLED_THERE, link);
    }

    /** From the target, which {@link #carryFrom} will tell, to whoever connected. */
    static Pipe back(Channel near, Link link) {
        return new Pipe(near, near, Fault.STALLED_BACK, link);
    }

    void carryTo(Channel far) {
        sink = far;
        if (ended) {
            pass();
        } else {
            source.read();
        }
    }

    void carryFrom(Channel far) {
        source = far;
        source.read();
    }

    /** What is wrong with the link has changed. */
    void look() {
        source.eventLoop().execute(this::pass);
    }

    /** Breaks the connection; what was on its way is lost. */
    void reset() {
        source.eventLoop().execute(() -> {
            reset(source);
            Channel to = sink;
            if (to != null) {
                reset(to);
            }
            forget();
        });
    }

    /** Ends a channel so that its other end sees a reset; on its event loop, so that nobody closes it meanwhile. */
    static void reset(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        waiting.add((ByteBuf) message);
        long delay = link.delayMillis();
        if (delay == 0) {
            pass();
        } else {
            context.executor().schedule(this::pass, delay, TimeUnit.MILLISECONDS);
        }
    }

    private void pass() {
        Channel to = sink;
        if (to == null || isStalled()) {
            return;
        }
        ByteBuf next = waiting.poll();
        if (next != null) {
            to.writeAndFlush(next).addListener(written -> goOn(written.isSuccess()));
        } else if (ended) {
            to.close();
            forget();
        }
    }

    private void goOn(boolean written) {
        if (!written) {
            reset();
        } else if (ended) {
            pass();
        } else {
            source.read();
        }
    }

    private boolean isStalled() {
        Fault now = link.fault();
        return now == Fault.STALLED || now == stalls;
    }

    private void forget() {
        link.forget(this);
        for (ByteBuf left = waiting.poll(); left != null; left = waiting.poll()) {
            left.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        pass();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
        reset();
    }
}
