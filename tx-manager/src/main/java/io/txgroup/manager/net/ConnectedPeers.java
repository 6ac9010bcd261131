package io.txgroup.manager.net;

import io.netty.channel.Channel;
import io.txgroup.manager.group.Peers;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.Versions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that have proved who they are, each with its newest connection. A peer that does not read what it is
 * sent loses messages, not the manager its memory: whoever waits for one asks again. Thread-safe.
 */
final class ConnectedPeers implements Peers {
    private static final Logger log = LoggerFactory.getLogger(ConnectedPeers.class);

    private final Map<ProcessId, Connected> channels = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final int maxFrameBytes;
    private volatile PeerWatch watch = PeerWatch.NONE;

    ConnectedPeers(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    void tell(PeerWatch listening) {
        watch = listening;
    }

    /**
     * A connection and the version of the protocol that was agreed on it.
     *
     * @param version an older one knows fewer kinds of messages, and would end the connection
     */
    private record Connected(Channel channel, int version) {
        boolean understands(Message.ToClient message) {
            return version >= Versions.since(message);
        }
    }

    void connected(ProcessId peer, Channel channel, int version) {
        Connected older = channels.put(peer, new Connected(channel, version));
        watch.connected(peer);
        if (older == null) {
            log.info("Peer {} - {} connected", channel.remoteAddress(), peer);
            return;
        }
        log.info(
                "Peer {} - {} connected again; its older connection {} is closed",
                channel.remoteAddress(),
                peer,
                older.channel().remoteAddress());
        older.channel().close();
    }

    void disconnected(ProcessId peer, Channel channel) {
        Connected known = channels.get(peer);
        if (known != null && known.channel() == channel && channels.remove(peer, known)) {
            log.info("Peer {} - {} disconnected", channel.remoteAddress(), peer);
            watch.disconnected(peer);
        }
    }

    @Override
    public boolean send(ProcessId to, Message.ToClient message) {
        Connected peer = channels.get(to);
        return peer != null && peer.understands(message) && send(peer.channel(), message);
    }

    @Override
    public boolean sendToService(String service, Message.ToClient message) {
        List<Channel> able = channels.entrySet().stream()
                .filter(peer -> peer.getKey().service().equals(service)
                        && peer.getValue().understands(message))
                .sorted(Comparator.comparing(peer -> peer.getKey().toString()))
                .map(peer -> peer.getValue().channel())
                .toList();
        int first = turn.getAndIncrement();
        for (int i = 0; i < able.size(); i++) {
            if (send(able.get(Math.floorMod(first + i, able.size())), message)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void sendToAll(Message.ToClient message) {
        channels.values().stream()
                .filter(peer -> peer.understands(message))
                .forEach(peer -> send(peer.channel(), message));
    }

    boolean send(Channel channel, Message.ToClient message) {
        if (!channel.isWritable()) {
            dropped.increment();
            return false;
        }
        try {
            channel.writeAndFlush(Frames.frame(channel.alloc(), message, maxFrameBytes), channel.voidPromise());
            return true;
        } catch (IllegalArgumentException e) {
            log.error("Peer {} - not sent: {}: {}", channel.remoteAddress(), e.getMessage(), message);
            return false;
        }
    }

    Set<ProcessId> all() {
        return Set.copyOf(channels.keySet());
    }

    int size() {
        return channels.size();
    }

    long dropped() {
        return dropped.sum();
    }
}
