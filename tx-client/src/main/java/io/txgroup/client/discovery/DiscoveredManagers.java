package io.txgroup.client.discovery;

import static java.util.Objects.requireNonNull;

import io.txgroup.client.net.ManagerAddress;
import io.txgroup.client.net.ManagerDirectory;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * The managers that are registered in Eureka or another discovery that Spring Cloud knows. An instance's own port is
 * its HTTP port; the one for us is in its metadata.
 */
public final class DiscoveredManagers implements ManagerDirectory {
    /** The metadata entry with the port that takes clients. */
    public static final String PORT = "tx-port";

    private static final Logger log = LoggerFactory.getLogger(DiscoveredManagers.class);

    private final DiscoveryClient discovery;
    private final String service;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * Looks managers up by the name that they registered under.
     *
     * @param service for instance {@code tx-manager}
     */
    public DiscoveredManagers(DiscoveryClient discovery, String service) {
        this.discovery = requireNonNull(discovery, "discovery is null");
        this.service = requireNonNull(service, "service is null");
    }

    @Override
    public Set<ManagerAddress> addresses() {
        Set<ManagerAddress> addresses = new HashSet<>();
        for (ServiceInstance instance : discovery.getInstances(service)) {
            Map<String, String> metadata = instance.getMetadata();
            String port = metadata == null ? "" : metadata.getOrDefault(PORT, "");
            try {
                addresses.add(new ManagerAddress(instance.getHost(), Integer.parseInt(port)));
            } catch (IllegalArgumentException e) {
                if (told.add(instance.getHost() + " " + port)) {
                    log.warn(
                            "{} at {} is left out: its metadata entry {} is '{}', not a port",
                            service,
                            instance.getHost(),
                            PORT,
                            port);
                }
            }
        }
        return addresses;
    }

    @Override
    public String source() {
        return "service '" + service + "' in " + discovery.description();
    }
}
