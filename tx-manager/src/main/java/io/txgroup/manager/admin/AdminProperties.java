package io.txgroup.manager.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the operators' pages and API.
 *
 * @param initialPassword password of the user admin, used once, by the first start of an installation; by default a random
 *     one is made and printed
 * @param reset any word that was not used before: the next start gives the user admin a new random password and prints it,
 *     once for each word, whichever manager comes first; by default nothing is reset
 * @param publicPaths paths that anybody may GET without a login besides those that always are public, for instance
 *     /actuator/prometheus; by default no others
 */
@ConfigurationProperties("tx.manager.admin")
record AdminProperties(
        @Nullable String initialPassword, @Nullable String reset, @DefaultValue List<String> publicPaths) {
    AdminProperties {
        publicPaths = List.copyOf(publicPaths);
        if (initialPassword != null) {
            Passwords.check(initialPassword, "tx.manager.admin.initial-password");
        }
        for (String path : publicPaths) {
            if (!path.startsWith("/") || path.contains("*")) {
                throw new IllegalArgumentException("tx.manager.admin.public-paths has '" + path
                        + "', which is not one path that begins with / and has no *; name each path by itself");
            }
        }
    }

    @Override
    public String toString() {
        return "AdminProperties[publicPaths=" + publicPaths + "]";
    }
}
