package io.txgroup.manager;

import io.txgroup.manager.store.GateLevel;
import io.txgroup.manager.store.StoreSettings;
import io.txgroup.protocol.net.Secret;
import io.txgroup.protocol.net.ServiceSecrets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of a manager.
 *
 * @param host address to listen on for services; 127.0.0.1 lets in nobody from outside, 0.0.0.0 everybody
 * @param port TCP port for services; 0 takes any free one
 * @param id name of this manager, different from all others; by default the host's name and a random part
 * @param secrets secret of each service by its name, two while it is changed; the name * stands for every service
 *     without one of its own, which is weaker; no default, without any the manager does not start
 * @param shards number of parts that groups are spread over in Redis, a power of two up to 256; the same for all
 *     managers of an installation, and for ever
 * @param keyPrefix first part of every key in Redis
 * @param gate what a decision must survive before anybody is told: replicas, fsync, or auto, which takes replicas if
 *     there are any
 * @param publicAddress address as host:port that is told to services which ask over HTTP where the managers are, for
 *     instance the balancer's; by default the host and port that it listens on, or this machine's address for 0.0.0.0
 * @param drainTimeout how long a manager that is being stopped waits for its peers to use another one; 0 waits not at all
 * @param adminUrl where operators reach the pages, for links in what is told to others, for instance
 *     https://tx.example.com/admin/; by default there are no links
 * @param replicas number of replicas that a decision must have reached; by default the highest number ever seen
 */
@ConfigurationProperties("tx.manager")
public record ManagerProperties(
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("7300") int port,
        @Nullable String id,
        @DefaultValue Map<String, List<String>> secrets,
        @DefaultValue("8") int shards,
        @DefaultValue("txm") String keyPrefix,
        @DefaultValue("auto") GateLevel gate,
        @Nullable String publicAddress,
        @DefaultValue("5s") Duration drainTimeout,
        @Nullable String adminUrl,
        @Nullable Integer replicas) {
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(5);

    public ManagerProperties {
        if (drainTimeout.isNegative() || drainTimeout.compareTo(LONGEST_DRAIN) > 0) {
            throw new IllegalArgumentException("tx.manager.drain-timeout is " + drainTimeout.toMillis()
                    + " ms, not 0 to " + LONGEST_DRAIN.toMillis() + " ms");
        }
        adminUrl = adminUrl == null || adminUrl.isBlank() ? null : adminUrl.strip();
        if (adminUrl != null && !adminUrl.matches("https?://[^\\s?#]+")) {
            throw new IllegalArgumentException("tx.manager.admin-url is '" + adminUrl
                    + "', not an address of the pages such as https://tx.example.com/admin/");
        }
        if (publicAddress != null && !publicAddress.matches("\\S{1,253}:\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "tx.manager.public-address is '" + publicAddress + "', not an address such as tx.example.com:7300");
        }
    }

    /**
     * Where services reach this manager, {@code host:port}.
     *
     * @param listening the port that it listens on
     * @param thisMachine this machine's address, asked for only if it listens on all of them
     */
    String reachableAt(int listening, Supplier<String> thisMachine) {
        if (publicAddress != null) {
            return publicAddress;
        }
        String name = host.equals("0.0.0.0") || host.equals("::") ? thisMachine.get() : host;
        return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + listening;
    }

    /** How the store uses its Redis. */
    StoreSettings storeSettings() {
        return new StoreSettings(
                keyPrefix,
                shards,
                gate,
                replicas == null ? OptionalInt.empty() : OptionalInt.of(replicas),
                StoreSettings.DEFAULTS.commandTimeout(),
                StoreSettings.DEFAULTS.gateTimeout());
    }

    /** The secrets, checked. */
    ServiceSecrets serviceSecrets() {
        if (secrets.isEmpty()) {
            throw new MissingSecretException();
        }
        Map<String, List<Secret>> checked = new TreeMap<>();
        secrets.forEach((service, texts) ->
                checked.put(service, texts.stream().map(Secret::of).toList()));
        return new ServiceSecrets(checked);
    }
}
