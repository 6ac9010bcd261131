package io.txgroup.manager.admin;

import io.txgroup.manager.ManagerProperties;
import io.txgroup.manager.callback.CallbackProperties;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.store.RedisGroupStore;
import io.txgroup.manager.store.RedisPolicies;
import io.txgroup.manager.store.RedisReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the manager that answers is set, and which Redis it found. No secret is told. */
@RestController
final class SettingsApi {
    private final Coordinator.Identity identity;
    private final ManagerProperties properties;
    private final RedisGroupStore store;
    private final RedisPolicies policies;
    private final CallbackProperties callback;

    SettingsApi(
            Coordinator.Identity identity,
            ManagerProperties properties,
            RedisGroupStore store,
            RedisPolicies policies,
            CallbackProperties callback) {
        this.identity = identity;
        this.properties = properties;
        this.store = store;
        this.policies = policies;
        this.callback = callback;
    }

    /**
     * The settings of one manager.
     *
     * @param settings by their names in the configuration
     * @param secrets how many secrets each service has
     * @param redis what the Redis said of itself just now
     * @param warnings what should be set otherwise there
     */
    record Settings(
            String manager,
            Map<String, String> settings,
            Map<String, Integer> secrets,
            RedisReport redis,
            List<String> warnings) {
        public Settings {
            warnings = List.copyOf(warnings);
        }
    }

    @GetMapping(Routes.API + "/settings")
    Settings settings() {
        RedisReport redis = AdminRedis.await(store.check());
        Map<String, String> settings = new TreeMap<>(Map.of(
                "tx.manager.host", properties.host(),
                "tx.manager.port", Integer.toString(properties.port()),
                "tx.manager.shards", Integer.toString(properties.shards()),
                "tx.manager.key-prefix", properties.keyPrefix(),
                "tx.manager.public-address", Objects.requireNonNullElse(properties.publicAddress(), ""),
                "tx.manager.drain-timeout", properties.drainTimeout().toMillis() + "ms",
                "tx.manager.gate", String.valueOf(properties.gate()),
                "tx.manager.replicas", properties.replicas() == null ? "" : Integer.toString(properties.replicas())));
        settings.put("tx.manager.admin-url", Objects.requireNonNullElse(properties.adminUrl(), ""));
        settings.putAll(ofCompensation());
        settings.putAll(ofCallback());
        Map<String, Integer> secrets = new TreeMap<>();
        properties.secrets().forEach((service, texts) -> secrets.put(service, texts.size()));
        return new Settings(identity.name(), settings, secrets, redis, redis.warnings(properties.gate()));
    }

    private Map<String, String> ofCompensation() {
        CompensationPolicy policy = policies.settings();
        return Map.of(
                "tx.manager.compensation.enabled", Boolean.toString(policy.enabled()),
                "tx.manager.compensation.attempts", Integer.toString(policy.attempts()),
                "tx.manager.compensation.backoff", Durations.text(policy.backoff()),
                "tx.manager.compensation.retention", Durations.text(policy.retention()));
    }

    private Map<String, String> ofCallback() {
        return Map.of(
                "tx.manager.callback.url", callback.shownUrl(),
                "tx.manager.callback.unreachable", callback.unreachable().name().toLowerCase(Locale.ROOT),
                "tx.manager.callback.allowed-hosts", String.join(", ", callback.allowedHosts()),
                "tx.manager.callback.timeout", Durations.text(callback.timeout()),
                "tx.manager.callback.attempts", Integer.toString(callback.attempts()),
                "tx.manager.callback.backoff", Durations.text(callback.backoff()),
                "tx.manager.callback.ssl-bundle", Objects.requireNonNullElse(callback.sslBundle(), ""));
    }
}
