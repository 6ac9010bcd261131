package io.txgroup.manager.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.IdleStateEvent;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.wire.MalformedMessageException;
import io.txgroup.protocol.wire.WireCodec;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what one known peer says. The peer speaks for its own units, and shows what became of those of
 * its service; anything else ends the connection.
 */
final class PeerHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger log = LoggerFactory.getLogger(PeerHandler.class);

    private final ProcessId peer;
    private final ConnectedPeers peers;
    private final Supplier<Message.HeartbeatAnswer> heartbeatAnswer;
    private final UnitMessages units;
    private final RefusalLog refusals;
    private boolean closing;

    PeerHandler(
            ProcessId peer,
            ConnectedPeers peers,
            Supplier<Message.HeartbeatAnswer> heartbeatAnswer,
            UnitMessages units,
            RefusalLog refusals) {
        this.peer = peer;
        this.peers = peers;
        this.heartbeatAnswer = heartbeatAnswer;
        this.units = units;
        this.refusals = refusals;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        if (closing) {
            return;
        }
        Message.ToManager message;
        try {
            message = WireCodec.toManager(frame.nioBuffer());
        } catch (MalformedMessageException e) {
            refuse(context, e.getMessage());
            return;
        }
        try {
            take(context, message);
        } catch (RuntimeException e) {
            log.error("Peer {} - could not be served: {}; its connection goes on", peer, message, e);
        }
    }

    private void take(ChannelHandlerContext context, Message.ToManager message) {
        if (message instanceof Message.OfUnit ofUnit && !ofUnit.unit().process().equals(peer)) {
            refuse(context, peer + " speaks for a unit of " + ofUnit.unit().process());
        } else if (message instanceof Message.Evidence evidence
                && !evidence.unit().service().equals(peer.service())) {
            refuse(context, peer + " shows how a unit of " + evidence.unit().service() + " ended");
        } else if (message instanceof Message.Heartbeat) {
            peers.send(context.channel(), heartbeatAnswer.get());
        } else {
            units.receive(peer, message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            refuse(context, peer + " was silent for too long");
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        peers.disconnected(peer, context.channel());
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof MalformedMessageException malformed) {
            refuse(context, malformed.getMessage());
        } else if (cause instanceof IOException) {
            log.debug("Peer {} - connection broke: {}", peer, cause.getMessage());
            context.close();
        } else {
            log.error("Peer {} - connection failed and is closed", peer, cause);
            context.close();
        }
    }

    private void refuse(ChannelHandlerContext context, String why) {
        if (!closing) {
            closing = true;
            refusals.refused(context.channel().remoteAddress(), why);
            context.close();
        }
    }
}
