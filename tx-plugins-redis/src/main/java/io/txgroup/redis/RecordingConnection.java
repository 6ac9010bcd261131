package io.txgroup.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.txgroup.redis.core.WireCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A connection of the driver that goes nowhere: it notes what would be sent, and answers nothing to all of it. So Spring Data's
 * own code turns each of its methods into a command of Redis. Not thread-safe.
 */
final class RecordingConnection implements StatefulRedisConnection<byte[], byte[]> {
    private final RedisAsyncCommands<byte[], byte[]> commands =
            new io.lettuce.core.RedisAsyncCommandsImpl<>(this, ByteArrayCodec.INSTANCE);
    private List<WireCommand> noted = new ArrayList<>();

    /** What was noted since it was asked the last time. */
    List<WireCommand> takeNoted() {
        List<WireCommand> taken = noted;
        noted = new ArrayList<>();
        return taken;
    }

    /** Reads what the driver would have sent: an array of binary texts. */
    private static WireCommand read(RedisCommand<?, ?, ?> command) {
        ByteBuf wire = Unpooled.buffer(256);
        try {
            command.encode(wire);
            int count = number(wire, '*');
            List<byte[]> words = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                byte[] word = new byte[number(wire, '$')];
                wire.readBytes(word);
                wire.skipBytes(2);
                words.add(word);
            }
            return new WireCommand(words);
        } finally {
            wire.release();
        }
    }

    private static int number(ByteBuf wire, char kind) {
        char found = (char) wire.readByte();
        if (found != kind) {
            throw new IllegalStateException(
                    "The driver wrote '" + found + "' where RESP has '" + kind + "'; is it another version?");
        }
        int number = 0;
        for (char digit = (char) wire.readByte(); digit != '\r'; digit = (char) wire.readByte()) {
            number = number * 10 + (digit - '0');
        }
        wire.skipBytes(1);
        return number;
    }

    @Override
    public <T> RedisCommand<byte[], byte[], T> dispatch(RedisCommand<byte[], byte[], T> command) {
        noted.add(read(command));
        command.complete();
        return command;
    }

    @Override
    public Collection<RedisCommand<byte[], byte[], ?>> dispatch(
            Collection<? extends RedisCommand<byte[], byte[], ?>> all) {
        List<RedisCommand<byte[], byte[], ?>> dispatched = new ArrayList<>();
        all.forEach(command -> dispatched.add(dispatch(command)));
        return dispatched;
    }

    @Override
    public RedisAsyncCommands<byte[], byte[]> async() {
        return commands;
    }

    @Override
    public RedisCommands<byte[], byte[]> sync() {
        throw new UnsupportedOperationException("has no place in a group");
    }

    @Override
    public RedisReactiveCommands<byte[], byte[]> reactive() {
        throw new UnsupportedOperationException("has no place in a group");
    }

    @Override
    public boolean isMulti() {
        return false;
    }

    @Override
    public void addListener(PushListener listener) {
        // nothing ever comes
    }

    @Override
    public void removeListener(PushListener listener) {
        // nothing ever comes
    }

    @Override
    public void addListener(RedisConnectionStateListener listener) {
        // its state never changes
    }

    @Override
    public void removeListener(RedisConnectionStateListener listener) {
        // its state never changes
    }

    @Override
    public void setTimeout(Duration timeout) {
        // nothing is waited for
    }

    @Override
    public Duration getTimeout() {
        return RedisURI.DEFAULT_TIMEOUT_DURATION;
    }

    @Override
    public void close() {
        // nothing is open
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public ClientOptions getOptions() {
        return ClientOptions.create();
    }

    @Override
    public ClientResources getResources() {
        throw new UnsupportedOperationException("has no place in a group");
    }

    @Override
    public void setAutoFlushCommands(boolean autoFlush) {
        // nothing is sent
    }

    @Override
    public void flushCommands() {
        // nothing is sent
    }

    @Override
    public RedisCodec<byte[], byte[]> getCodec() {
        return ByteArrayCodec.INSTANCE;
    }
}
