package io.txgroup.client.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.txgroup.protocol.net.ClientHandshake;
import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.HandshakeRefusedException;
import io.txgroup.protocol.net.Terms;
import io.txgroup.protocol.wire.MalformedMessageException;
import io.txgroup.protocol.wire.Wire;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shakes hands with a manager within a time limit, then hands over and leaves; closes the connection otherwise. */
final class HandshakeHandler extends SimpleChannelInboundHandler<ByteBuf> {

    /** What becomes of it. */
    interface Result {
        /** Whether the manager of that name need not be met here. */
        boolean isReachedElsewhere(String managerId);

        /** The manager has proved who it is; nothing else was read yet. */
        void met(ChannelHandlerContext context, ClientHandshake proved, Terms terms);

        /** The connection is going to be closed. */
        void ends(Ending ending);
    }

    private final ClientHandshake handshake;
    private final Duration limit;
    private final Result result;

    private @Nullable ScheduledFuture<?> timeout;
    private boolean proofSent;
    private boolean over;

    HandshakeHandler(ClientHandshake handshake, Duration limit, Result result) {
        this.handshake = handshake;
        this.limit = limit;
        this.result = result;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        timeout = context.executor()
                .schedule(
                        () -> end(
                                context,
                                Ending.broken("it has not proved who it is within " + limit.toMillis() + " ms")),
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
        send(context, handshake.hello());
        context.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        if (over) {
            return;
        }
        try {
            take(context, ByteBufUtil.getBytes(frame));
        } catch (HandshakeRefusedException e) {
            end(context, new Ending(Ending.Kind.REFUSED, e.getMessage()));
        } catch (MalformedMessageException e) {
            end(context, Ending.malformed(e));
        }
    }

    private void take(ChannelHandlerContext context, byte[] frame)
            throws MalformedMessageException, HandshakeRefusedException {
        if (!proofSent) {
            proofSent = true;
            Wire.Handshake proof = handshake.proof(frame);
            if (result.isReachedElsewhere(handshake.managerId())) {
                end(context, Ending.ELSEWHERE);
                return;
            }
            send(context, proof);
            return;
        }
        Terms terms = handshake.terms(frame);
        over = true;
        result.met(context, handshake, terms);
        context.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(context, Ending.by(cause));
    }

    private static void send(ChannelHandlerContext context, Wire.Handshake step) {
        context.writeAndFlush(Frames.frame(context.alloc(), step));
    }

    private void end(ChannelHandlerContext context, Ending ending) {
        if (!over) {
            over = true;
            result.ends(ending);
            context.close();
        }
    }
}
