package io.txgroup.manager.net;

import io.netty.channel.Channel;
import io.txgroup.manager.group.Peers;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.Frames;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that have proved who they are, each with its newest connection. A peer that does not read what it is
 * sent loses messages, not the manager its memory: whoever waits for one asks again. Thread-safe.
 */
final class ConnectedPeers implements Peers {
    private static final Logger log = LoggerFactory.getLogger(ConnectedPeers.class);

    private final Map<ProcessId, Channel> channels = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();
    private final int maxFrameBytes;

    ConnectedPeers(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    void connected(ProcessId peer, Channel channel) {
        Channel older = channels.put(peer, channel);
        if (older == null) {
            log.info("Peer {} - {} connected", channel.remoteAddress(), peer);
            return;
        }
        log.info(
                "Peer {} - {} connected again; its older connection {} is closed",
                channel.remoteAddress(),
                peer,
                older.remoteAddress());
        older.close();
    }

    void disconnected(ProcessId peer, Channel channel) {
        if (channels.remove(peer, channel)) {
            log.info("Peer {} - {} disconnected", channel.remoteAddress(), peer);
        }
    }

    @Override
    public boolean send(ProcessId to, Message.ToClient message) {
        Channel channel = channels.get(to);
        return channel != null && send(channel, message);
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
