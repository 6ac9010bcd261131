package io.txgroup.client.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.wire.MalformedMessageException;
import io.txgroup.protocol.wire.WireCodec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Talks with one manager: asks for signs of life and gives the connection up when some in a row are missing. They are
 * counted, not timed: a pause of this process must not look like one of the manager's.
 */
final class ManagerHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private final ReachedManager manager;
    private final Duration heartbeat;
    private final int missedHeartbeats;
    private final Consumer<Message.ToClient> received;
    private final Consumer<Ending> ends;

    private @Nullable ScheduledFuture<?> beating;
    private int unanswered;
    private boolean over;

    ManagerHandler(
            ReachedManager manager,
            Duration heartbeat,
            int missedHeartbeats,
            Consumer<Message.ToClient> received,
            Consumer<Ending> ends) {
        this.manager = manager;
        this.heartbeat = heartbeat;
        this.missedHeartbeats = missedHeartbeats;
        this.received = received;
        this.ends = ends;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        beating = context.executor()
                .scheduleWithFixedDelay(() -> beat(context), 0, heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat(ChannelHandlerContext context) {
        if (unanswered >= missedHeartbeats) {
            end(
                    context,
                    Ending.broken("it left " + unanswered + " heartbeats in "
                            + heartbeat.multipliedBy(unanswered).toMillis() + " ms unanswered"));
            return;
        }
        unanswered++;
        manager.send(new Message.Heartbeat());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        if (over) {
            return;
        }
        try {
            Message.ToClient message = WireCodec.toClient(frame.nioBuffer());
            if (message instanceof Message.HeartbeatAnswer) {
                unanswered = 0;
            }
            received.accept(message);
        } catch (MalformedMessageException e) {
            end(context, Ending.malformed(e));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (beating != null) {
            beating.cancel(false);
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(context, Ending.by(cause));
    }

    private void end(ChannelHandlerContext context, Ending ending) {
        if (!over) {
            over = true;
            ends.accept(ending);
            context.close();
        }
    }
}
