package io.txgroup.redis;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.GroupId;
import io.txgroup.redis.core.KeyNames;
import io.txgroup.redis.core.Keys;
import io.txgroup.redis.core.Queues;
import io.txgroup.redis.core.RedisFigures;
import io.txgroup.redis.core.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The application's data in one Redis, as groups see it. Outside any group a factory's connections are its own; inside one
 * reads go through at once, and writes are queued, stored when the unit prepares, and applied in one step when the group
 * commits. Thread-safe.
 */
public final class HeldRedis implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(HeldRedis.class);

    /** Of a value, whatever its type: two that differ have different ones. */
    private static final byte[] DIGEST =
            Keys.utf8("local value = redis.call('DUMP', KEYS[1]) return value and redis.sha1hex(value) or ''");

    private final String name;
    private final LettuceConnectionFactory factory;
    private final Supplier<CurrentCall> currentCall;
    private final HeldRedisSettings settings;
    private final CommandTable table;
    private final KeyNames keys;
    private final Queues queues;

    /**
     * For one factory; nothing is asked of Redis yet.
     *
     * @param name a name for people and for acknowledgements, the same in every instance of the service
     * @param factory the factory to wrap; stays the caller's
     * @param currentCall gives what the current thread runs for; asked at the first connection, not before
     * @param settings what to do where there is a choice
     * @throws IllegalArgumentException if the settings contradict what is known
     */
    public HeldRedis(
            String name,
            LettuceConnectionFactory factory,
            Supplier<CurrentCall> currentCall,
            HeldRedisSettings settings) {
        this.name = requireNonNull(name, "name is null");
        this.factory = requireNonNull(factory, "factory is null");
        this.currentCall = requireNonNull(currentCall, "currentCall is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.table = new CommandTable(settings.reads(), settings.writes());
        HeldRedisSettings.Storing storing = settings.storing();
        this.keys = KeyNames.of(
                storing.keyPrefix(), storing.installation(), storing.service(), name, factory.isClusterAware());
        this.queues = new Queues(
                name,
                keys,
                () -> LettuceNodes.open(factory.getRequiredNativeClient(), new Rights(keys, settings)),
                settings.queues(),
                Surroundings.ofMachine());
    }

    /**
     * A connection for what the current thread runs for.
     *
     * @param own opens one of the factory's own, which this is outside any group
     */
    public RedisConnection connection(Supplier<RedisConnection> own) {
        CurrentCall call = currentCall.get();
        Optional<CallScope> scope = call.scope();
        if (scope.isEmpty() && !isGuarded(call)) {
            return own.get();
        }
        return GroupCalls.proxy(new GroupConnection(this, own, scope.orElse(null)), keys.isCluster());
    }

    /** Whether what the current thread writes must not be written at once. */
    public boolean isInGroup() {
        CurrentCall call = currentCall.get();
        return call.scope().isPresent() || isGuarded(call);
    }

    private boolean isGuarded(CurrentCall call) {
        return settings.refusesUnannotated() && call.unannotated().isPresent();
    }

    /** What the client needs to find out and finish what a process of this service has left behind; asks nothing yet. */
    public ResourceRecovery resourceRecovery() {
        return queues.recovery();
    }

    /** How it stands now; asks nobody. */
    public RedisFigures figures() {
        return queues.figures();
    }

    /**
     * Has it told what the server promises, and what would harm stored queues.
     *
     * @throws IOException if Redis can't be asked now, or the service's user may not do there what stored queues need
     */
    public void look() throws IOException {
        RedisFacts facts = RedisFacts.of(queues.info("server")
                + queues.info("memory")
                + queues.info("persistence")
                + queues.info("replication"));
        queues.note();
        logger.info("Redis {} - durable, gate {}: {}", name, settings.gate(), facts);
        facts.warnings(settings, keys.prefix()).forEach(warning -> logger.warn("Redis {} - {}", name, warning));
    }

    @Override
    public void close() {
        queues.close();
    }

    @Override
    public String toString() {
        return name;
    }

    String name() {
        return name;
    }

    HeldRedisSettings settings() {
        return settings;
    }

    CommandTable table() {
        return table;
    }

    KeyNames keys() {
        return keys;
    }

    Queues queues() {
        return queues;
    }

    /** The group that has called a method which takes no part in it, in words. */
    String unannotated() {
        return currentCall.get().unannotated().map(GroupId::toString).orElse("unknown");
    }

    /** What the unit of this call has queued here. */
    UnitQueue unit(CallScope scope) {
        return scope.attachment(this, () -> new UnitQueue(this));
    }

    /** Fails if the factory's connection is known to be broken; asks nobody. */
    void requireConnected() throws IOException {
        if (!factory.getShareNativeConnection()) {
            return;
        }
        try (RedisConnection connection = factory.getConnection()) {
            if (connection.getNativeConnection() instanceof AbstractRedisAsyncCommands<?, ?> shared
                    && !shared.getConnection().isOpen()) {
                throw new IOException("Redis " + name + " is not connected, so what was queued could not be stored");
            }
        } catch (RuntimeException e) {
            throw new IOException("Redis " + name + " can't be reached: " + e.getMessage(), e);
        }
    }

    /** What a key has now, in short. */
    String digest(Supplier<RedisConnection> own, byte[] key) {
        try (RedisConnection connection = own.get()) {
            byte[] digest = connection.scriptingCommands().eval(DIGEST, ReturnType.VALUE, 1, key);
            return digest == null ? "" : new String(digest, StandardCharsets.US_ASCII);
        }
    }
}
