package io.txgroup.manager.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.txgroup.manager.cluster.Handed;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.wire.MalformedMessageException;
import io.txgroup.protocol.wire.WireCodec;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other managers hand to this one, on a connection of its own. Whether it still hears is tried end to end: it
 * publishes a sign to itself with every {@link #check()}, and subscribes anew when some in a row have not come. Thread-safe;
 * nothing blocks.
 */
public final class RedisInbox implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisInbox.class);
    private static final int UNHEARD_LIMIT = 3;
    private static final byte[] SIGN = HandOverForm.Handed.getDefaultInstance().toByteArray();

    private final RedisConnections connections;
    private final String channel;
    private final Consumer<Handed> receiver;

    private @Nullable StatefulRedisPubSubConnection<String, byte[]> current;
    private boolean opening;
    private boolean closed;
    private boolean troubleTold;
    private int unheard;

    /**
     * The inbox of the manager of that name; hears nothing before the first check.
     *
     * @param connections closed by whoever made them, after this
     * @param receiver called in a thread of the driver's: it must not block
     */
    public RedisInbox(RedisConnections connections, StoreSettings settings, String manager, Consumer<Handed> receiver) {
        this.connections = connections;
        this.channel = new StoreKeys(settings.keyPrefix()).handOver(manager);
        this.receiver = receiver;
    }

    /** Subscribes if it is not, and tries whether it hears. To be called about every second. */
    public synchronized void check() {
        if (closed || opening) {
            return;
        }
        StatefulRedisPubSubConnection<String, byte[]> connection = current;
        if (connection == null || !connection.isOpen() || unheard >= UNHEARD_LIMIT) {
            open();
            return;
        }
        unheard++;
        connections
                .commands(0)
                .thenCompose(commands -> commands.publish(channel, SIGN))
                .whenComplete((heard, failure) -> {
                    if (failure != null) {
                        log.debug("Could not publish a sign to {}", channel, failure);
                    }
                });
    }

    private void open() {
        drop();
        opening = true;
        connections.openForMessages().whenComplete((connection, failure) -> {
            if (connection == null) {
                opened(null, failure);
                return;
            }
            connection.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String from, byte[] bytes) {
                    heard(bytes);
                }
            });
            connection.async().subscribe(channel).whenComplete((done, refusal) -> {
                if (refusal != null) {
                    connection.closeAsync();
                }
                opened(refusal == null ? connection : null, refusal);
            });
        });
    }

    private synchronized void opened(
            @Nullable StatefulRedisPubSubConnection<String, byte[]> connection, @Nullable Throwable failure) {
        opening = false;
        unheard = 0;
        current = connection;
        if (closed) {
            drop();
        } else if (failure != null && !troubleTold) {
            troubleTold = true;
            log.warn(
                    "Other managers are not heard on {}: {}. Peers that are connected only here are told late what other"
                            + " managers have for them, when they ask; tried again every second, not told again",
                    channel,
                    String.valueOf(failure.getMessage()));
        }
    }

    private void heard(byte[] bytes) {
        synchronized (this) {
            unheard = 0;
            if (troubleTold) {
                troubleTold = false;
                log.info("Other managers are heard again on {}", channel);
            }
        }
        try {
            HandOverForm.Handed form = HandOverForm.Handed.parseFrom(bytes);
            if (!form.getMessage().isEmpty()) {
                receiver.accept(handed(form));
            }
        } catch (InvalidProtocolBufferException | MalformedMessageException | RuntimeException e) {
            log.warn("What came on {} can't be delivered: {}; whoever waits for it asks again", channel, e.toString());
        }
    }

    private static Handed handed(HandOverForm.Handed form) throws MalformedMessageException {
        ProcessId process = form.getProcess().isEmpty()
                ? null
                : new ProcessId(form.getService(), form.getInstance(), form.getProcess());
        return new Handed(
                form.getService(), process, WireCodec.toClient(form.getMessage().asReadOnlyByteBuffer()));
    }

    private void drop() {
        StatefulRedisPubSubConnection<String, byte[]> old = current;
        current = null;
        if (old != null) {
            old.closeAsync();
        }
    }

    /** Hears nothing more. */
    @Override
    public synchronized void close() {
        closed = true;
        drop();
    }
}
