package io.txgroup.protocol.net;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The secrets that a manager takes, by service. A service may have two while it changes from one to the other. The
 * name {@code *} stands for every service without an entry of its own; this is the weaker mode, because whoever knows
 * that secret can call itself any such service.
 */
public final class ServiceSecrets {
    /** Stands for every service without an entry of its own. */
    public static final String EVERY_SERVICE = "*";

    private static final int MAX_VALID = 2;

    private final Map<String, List<Secret>> byService;
    private final Secret[] decoys;

    /**
     * Takes one or two secrets for each service.
     *
     * @throws IllegalArgumentException if there is none at all, or none or more than two for a service
     */
    public ServiceSecrets(Map<String, List<Secret>> byService) {
        if (byService.isEmpty()) {
            throw new IllegalArgumentException(
                    "No service has a secret, so nobody could connect; " + Secret.HOW_TO_MAKE_ONE);
        }
        Map<String, List<Secret>> copy = new TreeMap<>();
        byService.forEach((service, secrets) -> {
            if (secrets.isEmpty() || secrets.size() > MAX_VALID) {
                throw new IllegalArgumentException("Service '" + service + "' has " + secrets.size()
                        + " secrets; one is needed, and a second may be valid while it is changed");
            }
            copy.put(service, List.copyOf(secrets));
        });
        this.byService = copy;
        SecureRandom random = new SecureRandom();
        this.decoys = new Secret[] {Secret.unknownToAll(random), Secret.unknownToAll(random)};
    }

    /** Whether services share a secret, so that one could call itself another. */
    public boolean shared() {
        return byService.containsKey(EVERY_SERVICE);
    }

    /**
     * Always two: what is missing is made up by secrets that nobody has, so that an unknown service takes as long as a
     * known one.
     */
    Secret[] validFor(String service) {
        List<Secret> everyServices = byService.getOrDefault(EVERY_SERVICE, List.of());
        List<Secret> valid = byService.getOrDefault(service, everyServices);
        return new Secret[] {
            valid.isEmpty() ? decoys[0] : valid.get(0), valid.size() < MAX_VALID ? decoys[1] : valid.get(1)
        };
    }

    @Override
    public String toString() {
        return "secrets of " + byService.keySet();
    }
}
