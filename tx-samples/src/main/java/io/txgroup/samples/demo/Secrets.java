package io.txgroup.samples.demo;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Made anew for every run, and never written to a command line or a log. */
record Secrets(
        String redis,
        String postgres,
        String maria,
        String h2,
        String admin,
        String callback,
        Map<String, String> services) {
    Secrets {
        services = Map.copyOf(services);
    }

    static Secrets random(List<String> services) {
        SecureRandom random = new SecureRandom();
        return new Secrets(
                secret(random),
                secret(random),
                secret(random),
                secret(random),
                secret(random),
                secret(random),
                services.stream().collect(Collectors.toMap(Function.identity(), service -> secret(random))));
    }

    String of(String service) {
        String secret = services.get(service);
        if (secret == null) {
            throw new IllegalArgumentException("No secret for " + service);
        }
        return secret;
    }

    private static String secret(SecureRandom random) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "Secrets[not shown]";
    }
}
