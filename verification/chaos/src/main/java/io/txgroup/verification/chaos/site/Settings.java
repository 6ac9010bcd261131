package io.txgroup.verification.chaos.site;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Set;

/**
 * What is set up.
 *
 * @param instances of each service
 * @param coordinated whether services take part in groups; without, they commit each for itself
 * @param level the guarantee level: {@code durable} or {@code held}
 * @param behindNginx the services that reach the managers through one nginx; the others know the address of each
 * @param logs folder for what the processes say
 */
public record Settings(int instances, boolean coordinated, String level, Set<String> behindNginx, Path logs) {
    public Settings {
        requireNonNull(logs, "logs is null");
        behindNginx = Set.copyOf(behindNginx);
        if (instances < 1) {
            throw new IllegalArgumentException("A service needs at least one instance, not " + instances);
        }
    }

    /** Whether nothing may be lost. */
    public boolean durable() {
        return level.equals("durable");
    }
}
