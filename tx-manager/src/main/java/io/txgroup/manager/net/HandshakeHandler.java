package io.txgroup.manager.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.HandshakeRefusedException;
import io.txgroup.protocol.net.ManagerHandshake;
import io.txgroup.protocol.wire.MalformedMessageException;
import io.txgroup.protocol.wire.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets one peer prove who it is within a time limit, then hands over and leaves; closes the connection otherwise. */
final class HandshakeHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger log = LoggerFactory.getLogger(HandshakeHandler.class);

    private final ManagerHandshake handshake;
    private final Duration limit;
    private final RefusalLog refusals;
    private final BiConsumer<ChannelHandlerContext, ProcessId> proved;

    private @Nullable ScheduledFuture<?> timeout;
    private boolean challenged;
    private boolean over;

    HandshakeHandler(
            ManagerHandshake handshake,
            Duration limit,
            RefusalLog refusals,
            BiConsumer<ChannelHandlerContext, ProcessId> proved) {
        this.handshake = handshake;
        this.limit = limit;
        this.refusals = refusals;
        this.proved = proved;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timeout = context.executor()
                .schedule(
                        () -> refuse(context, "has not proved who it is within " + limit.toMillis() + " ms"),
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        if (over) {
            return;
        }
        try {
            take(context, ByteBufUtil.getBytes(frame));
        } catch (HandshakeRefusedException e) {
            send(context, e.refusal());
            refuse(context, e.getMessage());
        } catch (MalformedMessageException e) {
            refuse(context, e.getMessage());
        }
    }

    private void take(ChannelHandlerContext context, byte[] frame)
            throws MalformedMessageException, HandshakeRefusedException {
        if (!challenged) {
            challenged = true;
            send(context, handshake.challenge(frame));
            return;
        }
        send(context, handshake.welcome(frame));
        over = true;
        proved.accept(context, handshake.peer());
        context.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!over) {
            over = true;
            log.debug(
                    "Peer {} - gone before it proved who it is",
                    context.channel().remoteAddress());
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof MalformedMessageException malformed) {
            refuse(context, malformed.getMessage());
        } else if (cause instanceof IOException) {
            log.debug("Peer {} - connection broke: {}", context.channel().remoteAddress(), cause.getMessage());
            context.close();
        } else {
            log.error(
                    "Peer {} - connection failed and is closed",
                    context.channel().remoteAddress(),
                    cause);
            context.close();
        }
    }

    private static void send(ChannelHandlerContext context, Wire.Handshake step) {
        context.writeAndFlush(Frames.frame(context.alloc(), step));
    }

    private void refuse(ChannelHandlerContext context, String why) {
        if (!over) {
            over = true;
            refusals.refused(context.channel().remoteAddress(), why);
            context.close();
        }
    }
}
