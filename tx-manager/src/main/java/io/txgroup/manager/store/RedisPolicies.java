package io.txgroup.manager.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.PolicyOverride;
import io.txgroup.protocol.net.PeerWords;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies: the settings, and in Redis what holds for single services instead, which may change at any time. What is
 * asked for is answered from memory: what was read last. While Redis does not answer that stays as it is; before anything was
 * read the settings hold. Of a service whose policy can't be understood, which a newer version may have written, the last one
 * that could be understood holds, else nothing is done by itself. Thread-safe; nothing blocks.
 *
 * <h2>Storage Details</h2>
 *
 * With the prefix {@code txm}:
 *
 * <pre>
 * txm:policies   hash   service -> "version json", see PolicyCodec; the version is the server's time in milliseconds, or one
 *                       more than the version before
 * </pre>
 *
 * <pre>
 * refresh          HGETALL
 * change, remove   EVALSHA  HGET, compare the version; HSET or HDEL
 * </pre>
 */
public final class RedisPolicies implements CompensationPolicies {
    /** How many services may have a policy of their own. */
    public static final int MOST = 1_000;

    private static final Logger log = LoggerFactory.getLogger(RedisPolicies.class);
    private static final long FULL = -1;
    private static final Pattern VERSION = Pattern.compile("^\\d{1,15}");

    /** KEYS policies; ARGV service, expected version or 0, new value or empty, how many there may be. */
    private static final Script CHANGE = new Script(
            """
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local old = tonumber(string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^%d+') or '0')
            if old ~= tonumber(ARGV[2]) then return {now, 0} end
            if ARGV[3] == '' then
              redis.call('HDEL', KEYS[1], ARGV[1])
              return {now, 1}
            end
            if old == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return {now, -1} end
            redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', math.max(now, old + 1)) .. ' ' .. ARGV[3])
            return {now, 1}
            """);

    private final RedisConnections connections;
    private final String key;
    private final CompensationPolicy settings;
    private volatile Map<String, ServicePolicy> known = Map.of();
    private long asked;
    private long taken;

    /**
     * Nothing is read before {@link #refresh()}.
     *
     * @param connections closed by whoever made them
     * @param settings what holds where nothing else is said
     */
    public RedisPolicies(RedisConnections connections, StoreSettings store, CompensationPolicy settings) {
        this.connections = connections;
        this.key = new StoreKeys(store.keyPrefix()).policies();
        this.settings = requireNonNull(settings, "settings is null");
        settings.caution().ifPresent(what -> log.warn("All services - {}", what));
    }

    @Override
    public CompensationPolicy of(String service) {
        ServicePolicy policy = known.get(service);
        return policy == null ? settings : policy.override().over(settings);
    }

    /** What holds where nothing else is said. */
    public CompensationPolicy settings() {
        return settings;
    }

    /** The services with a policy of their own, by name, as read last. */
    public List<ServicePolicy> overrides() {
        return known.values().stream()
                .sorted(Comparator.comparing(ServicePolicy::service))
                .toList();
    }

    /** Reads them. Fails if Redis does not answer; then what was read before holds. */
    public CompletionStage<Void> refresh() {
        long number;
        synchronized (this) {
            number = ++asked;
        }
        return connections
                .commands(0)
                .thenCompose(commands -> commands.hgetall(key))
                .thenAccept(all -> take(number, all));
    }

    /** Answers may overtake one another when a connection was lost: an older one changes nothing. */
    private synchronized void take(long number, Map<String, byte[]> all) {
        if (number < taken) {
            return;
        }
        taken = number;
        Map<String, ServicePolicy> before = known;
        Map<String, ServicePolicy> now = new HashMap<>();
        all.forEach((service, value) -> now.put(service, read(service, value, before.get(service))));
        now.forEach((service, policy) -> {
            if (!policy.equals(before.get(service))) {
                log.info(
                        "Service {} - {} has set {}; now {}",
                        PeerWords.printable(service),
                        PeerWords.printable(policy.changedBy()),
                        policy.override(),
                        policy.override().over(settings));
                if (policy.override().retention() != null) {
                    policy.override()
                            .over(settings)
                            .caution()
                            .ifPresent(what -> log.warn("Service {} - {}", PeerWords.printable(service), what));
                }
            }
        });
        before.keySet().stream()
                .filter(service -> !now.containsKey(service))
                .forEach(service -> log.info(
                        "Service {} - has no policy of its own any more; now {}",
                        PeerWords.printable(service),
                        settings));
        known = Map.copyOf(now);
    }

    private static ServicePolicy read(String service, byte[] value, @Nullable ServicePolicy before) {
        try {
            return PolicyCodec.decode(service, value);
        } catch (RuntimeException e) {
            ServicePolicy instead = new ServicePolicy(
                    service,
                    version(value),
                    before == null ? PolicyOverride.MANUAL : before.override(),
                    before == null ? "nobody" : before.changedBy());
            log.warn(
                    "Service {} - its policy of compensation can't be understood, so {} holds until it is changed or this"
                            + " manager is upgraded: {}",
                    PeerWords.printable(service),
                    instead.override(),
                    PeerWords.printable(new String(value, UTF_8)),
                    e);
            return instead;
        }
    }

    /** The version of a value that can't be understood, so that it can be changed all the same; as the script reads it. */
    private static long version(byte[] value) {
        Matcher digits = VERSION.matcher(new String(value, UTF_8));
        return digits.find() ? Long.parseLong(digits.group()) : ServicePolicy.NONE;
    }

    /**
     * Sets the policy of a service. This manager goes by it when that is answered, the others within some seconds.
     *
     * @param expected the version that it is a change of; {@link ServicePolicy#NONE} if there is none
     * @param by who does it
     * @return whether it was changed; false if somebody was quicker. Fails with an {@link IllegalStateException} if too many
     *     services have one
     */
    public CompletionStage<Boolean> change(String service, long expected, PolicyOverride override, String by) {
        ServicePolicy.checkName(service, "service");
        ServicePolicy.checkName(by, "name of who changes it");
        return replace(service, expected, PolicyCodec.encode(override, by));
    }

    /**
     * Takes the policy of a service away, so that the settings hold.
     *
     * @param expected the version that is taken away
     * @return whether it is gone; false if somebody was quicker
     */
    public CompletionStage<Boolean> remove(String service, long expected) {
        ServicePolicy.checkName(service, "service");
        return replace(service, expected, new byte[0]);
    }

    private CompletionStage<Boolean> replace(String service, long expected, byte[] value) {
        return connections
                .commands(0)
                .thenCompose(commands -> CHANGE.run(
                        commands,
                        new String[] {key},
                        service.getBytes(UTF_8),
                        Long.toString(expected).getBytes(UTF_8),
                        value,
                        Integer.toString(MOST).getBytes(UTF_8)))
                .thenCompose(reply -> {
                    if (reply.number(1) == FULL) {
                        return CompletableFuture.failedStage(new IllegalStateException(MOST
                                + " services have a policy of their own already; remove one, or change the settings"));
                    }
                    return refresh().thenApply(read -> reply.number(1) == 1);
                });
    }
}
