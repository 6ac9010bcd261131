package io.txgroup.client.net;

import io.netty.channel.Channel;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.Versions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A manager that has proved who it is, and the connection to it. Thread-safe. */
final class ReachedManager {
    private static final Logger log = LoggerFactory.getLogger(ReachedManager.class);

    private final String managerId;
    private final int version;
    private final Channel channel;
    private final int maxFrameBytes;
    private volatile String trouble = "has not given a sign of life yet";
    private volatile boolean draining;

    ReachedManager(String managerId, int version, Channel channel, int maxFrameBytes) {
        this.managerId = managerId;
        this.version = version;
        this.channel = channel;
        this.maxFrameBytes = maxFrameBytes;
    }

    String managerId() {
        return managerId;
    }

    /** Why it is of no use although it is connected; empty if it is of use. */
    String trouble() {
        return trouble;
    }

    boolean isUsable() {
        return trouble.isEmpty();
    }

    /** Whether it is of use and will stay so, as far as it knows. */
    boolean stays() {
        return isUsable() && !draining;
    }

    boolean isOn(@Nullable Channel other) {
        return channel == other;
    }

    void heard(Message.HeartbeatAnswer answer) {
        draining = answer.draining();
        trouble = answer.storeTrouble().isEmpty() ? "" : "its Redis is not: " + answer.storeTrouble();
    }

    /** Whether it is of a version that knows this kind of message: another one would end the connection. */
    boolean understands(Message.ToManager message) {
        return version >= Versions.since(message);
    }

    /** False if the message was dropped: it is too large, or the manager does not read what it was sent before. */
    boolean send(Message.ToManager message) {
        if (!channel.isWritable()) {
            return false;
        }
        try {
            Message.ToManager readable = Versions.readable(message, version);
            channel.writeAndFlush(Frames.frame(channel.alloc(), readable, maxFrameBytes), channel.voidPromise());
            return true;
        } catch (IllegalArgumentException e) {
            log.error("TxManager {} - not sent: {}: {}", managerId, e.getMessage(), message);
            return false;
        }
    }

    void close() {
        channel.close();
    }
}
