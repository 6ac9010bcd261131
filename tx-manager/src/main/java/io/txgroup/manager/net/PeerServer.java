package io.txgroup.manager.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.txgroup.manager.group.Peers;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.FrameDecoder;
import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.ManagerHandshake;
import io.txgroup.protocol.net.ServiceSecrets;
import io.txgroup.protocol.net.Versions;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manager's TCP server. A peer proves who it is before anything else; then its heartbeats are answered here and
 * what its units say is passed on. Owns its threads. Started and closed once; everything else is thread-safe and does
 * not block.
 */
public final class PeerServer implements Peers, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PeerServer.class);
    private static final int FLUSH_AFTER = 64;
    private static final int MAX_NAME = 200;
    private static final long CLOSE_WITHIN_SECONDS = 5;

    private final PeerServerSettings settings;
    private final String managerId;
    private final ServiceSecrets secrets;
    private final Supplier<Message.HeartbeatAnswer> heartbeatAnswer;
    private final SecureRandom random = new SecureRandom();
    private final RefusalLog refusals = new RefusalLog(System::nanoTime);
    private final ConnectedPeers peers;
    private final Door door;
    private final EventLoopGroup loops;
    private final ChannelGroup connections;

    private @Nullable Channel listening;
    private volatile boolean draining;

    /**
     * Prepares the server; nothing is listened to before {@link #start}.
     *
     * @param managerId what clients know this manager by
     * @param heartbeatAnswer gives at once what is known of the store
     */
    public PeerServer(
            PeerServerSettings settings,
            String managerId,
            ServiceSecrets secrets,
            Supplier<Message.HeartbeatAnswer> heartbeatAnswer) {
        if (managerId.isBlank() || managerId.length() > MAX_NAME) {
            throw new IllegalArgumentException("A manager's name has 1 to " + MAX_NAME + " characters");
        }
        this.settings = settings;
        this.managerId = managerId;
        this.secrets = secrets;
        this.heartbeatAnswer = heartbeatAnswer;
        this.peers = new ConnectedPeers(settings.limits().frameBytes());
        this.door = new Door(settings.limits().unknownPeers());
        this.loops = new MultiThreadIoEventLoopGroup(
                settings.threads(), new DefaultThreadFactory("tx-peers"), NioIoHandler.newFactory());
        this.connections = new DefaultChannelGroup("tx-peers", loops.next(), true);
    }

    /**
     * Begins to listen.
     *
     * @param units takes what units say
     * @return where it listens, with the port that was free if none was asked for
     * @throws IllegalStateException if the address can't be listened on
     */
    public InetSocketAddress start(UnitMessages units) {
        return start(units, PeerWatch.NONE);
    }

    /**
     * Begins to listen.
     *
     * @param units takes what units say
     * @param watch hears which processes are connected
     * @return where it listens, with the port that was free if none was asked for
     * @throws IllegalStateException if the address can't be listened on
     */
    public InetSocketAddress start(UnitMessages units, PeerWatch watch) {
        peers.tell(watch);
        WriteBufferWaterMark writeBuffer = new WriteBufferWaterMark(
                settings.limits().writeBufferBytes() / 2, settings.limits().writeBufferBytes());
        Channel channel = listen(new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, writeBuffer)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        arrived(channel, units);
                    }
                }));
        listening = channel;
        InetSocketAddress address = (InetSocketAddress) channel.localAddress();
        log.info("TxManager {} listens on {} for peers, with {}", managerId, address, secrets);
        if (address.getAddress().isLoopbackAddress()) {
            log.info("Only this machine can connect to {}; set tx.manager.host to let others in", address);
        }
        if (secrets.shared()) {
            log.warn(
                    "Services share one secret ('{}'): whoever knows it can call itself any of them",
                    ServiceSecrets.EVERY_SERVICE);
        }
        return address;
    }

    private Channel listen(ServerBootstrap server) {
        var bound = server.bind(settings.host(), settings.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new IllegalStateException(
                    "TxManager " + managerId + " can't listen on " + settings.host() + ":" + settings.port(),
                    bound.cause());
        }
        return bound.channel();
    }

    private void arrived(Channel channel, UnitMessages units) {
        connections.add(channel);
        if (connections.size() > settings.limits().connections()) {
            refusals.refused(
                    channel.remoteAddress(),
                    "is one more than the " + settings.limits().connections() + " connections that may be open");
            channel.close();
            return;
        }
        door.arrived(channel).ifPresent(this::giveWay);
        channel.closeFuture().addListener(closed -> door.left(channel));
        FrameDecoder decoder = new FrameDecoder(Frames.MAX_HANDSHAKE_FRAME_BYTES);
        ManagerHandshake handshake =
                new ManagerHandshake(managerId, Versions.SPOKEN, secrets, settings.terms(), random);
        channel.pipeline()
                .addLast(new FlushConsolidationHandler(FLUSH_AFTER, true))
                .addLast(decoder)
                .addLast(new HandshakeHandler(
                        handshake,
                        settings.handshakeLimit(),
                        refusals,
                        (context, peer) -> proved(context, handshake, decoder, units)));
    }

    private void giveWay(Channel eldest) {
        refusals.refused(
                eldest.remoteAddress(),
                "has waited longest of " + settings.limits().unknownPeers()
                        + " whose peer is not known, and another came");
        eldest.close();
    }

    private void proved(
            ChannelHandlerContext context, ManagerHandshake handshake, FrameDecoder decoder, UnitMessages units) {
        ProcessId peer = handshake.peer();
        Channel channel = context.channel();
        door.left(channel);
        decoder.limit(settings.limits().frameBytes());
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(new IdleStateHandler(settings.terms().idleLimit().toMillis(), 0, 0, TimeUnit.MILLISECONDS));
        pipeline.addLast(new PeerHandler(peer, peers, this::heartbeatAnswer, units, refusals));
        peers.connected(peer, channel, handshake.version());
    }

    private Message.HeartbeatAnswer heartbeatAnswer() {
        Message.HeartbeatAnswer answer = heartbeatAnswer.get();
        return draining ? new Message.HeartbeatAnswer(answer.clocks(), answer.storeTrouble(), true) : answer;
    }

    /**
     * Takes no new connection, and tells every peer to use another manager if there is one. Who is connected is served on,
     * until {@link #close}.
     */
    public void drain() {
        draining = true;
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        peers.sendToAll(heartbeatAnswer());
    }

    @Override
    public boolean send(ProcessId to, Message.ToClient message) {
        return peers.send(to, message);
    }

    @Override
    public boolean sendToService(String service, Message.ToClient message) {
        return peers.sendToService(service, message);
    }

    /** The processes that are connected here now. */
    public Set<ProcessId> connected() {
        return peers.all();
    }

    /** What this server has seen, for metrics. */
    public PeerCounts counts() {
        return new PeerCounts(peers.size(), door.size(), refusals.count(), peers.dropped());
    }

    /** Takes no new connection, sends what was to be sent, closes every connection and ends the threads. */
    @Override
    public void close() {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        connections.close().awaitUninterruptibly(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
