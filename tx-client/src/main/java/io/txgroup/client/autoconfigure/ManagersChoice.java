package io.txgroup.client.autoconfigure;

import io.txgroup.client.autoconfigure.TxClientProperties.Discovery;
import io.txgroup.client.discovery.UrlManagers;
import io.txgroup.client.net.ManagerAddress;
import io.txgroup.client.net.ManagerDirectory;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the managers are found: by {@code tx.client.discovery} if it says so; else by a list of addresses, before a URL, before
 * discovery such as Eureka. The log says once which, and why.
 *
 * @param directory tells where they are
 * @param why it is this one, in words for a person
 */
record ManagersChoice(ManagerDirectory directory, String why) implements ManagerDirectory {
    private static final Logger log = LoggerFactory.getLogger(ManagersChoice.class);

    /**
     * Chooses.
     *
     * @param discovered what discovery knows, or null if there is none
     */
    static ManagersChoice of(
            TxClientProperties properties,
            ProcessId self,
            Secret secret,
            Supplier<@Nullable ManagerDirectory> discovered) {
        Discovery wanted = properties.discovery();
        boolean listed = !properties.managerAddresses().isEmpty();
        boolean atUrl =
                properties.managersUrl() != null && !properties.managersUrl().isBlank();
        ManagersChoice choice;
        if (wanted == Discovery.ADDRESSES || (wanted == null && listed)) {
            choice = new ManagersChoice(list(properties), because(wanted, "tx.client.manager-addresses", atUrl));
        } else if (wanted == Discovery.URL || (wanted == null && atUrl)) {
            choice =
                    new ManagersChoice(url(properties, self, secret), because(wanted, "tx.client.managers-url", false));
        } else {
            choice = new ManagersChoice(
                    Optional.ofNullable(discovered.get()).orElseThrow(ManagersChoice::nothing),
                    wanted == null
                            ? "neither tx.client.manager-addresses nor tx.client.managers-url is set"
                            : because(wanted, "", false));
        }
        log.info("Managers are found by {}, because {}", choice.source(), choice.why());
        return choice;
    }

    private static String because(@Nullable Discovery wanted, String setting, boolean urlToo) {
        if (wanted != null) {
            return "tx.client.discovery is " + wanted.name().toLowerCase(Locale.ROOT);
        }
        List<String> unused = new ArrayList<>();
        if (urlToo) {
            unused.add("tx.client.managers-url");
        }
        unused.add("discovery such as Eureka");
        return setting + " is set, which speaks before " + String.join(" and ", unused);
    }

    private static ManagerDirectory list(TxClientProperties properties) {
        if (properties.managerAddresses().isEmpty()) {
            throw new MissingSettingException(
                    "tx.client.discovery is addresses, but there are none.",
                    "Set tx.client.manager-addresses to a list of host:port, or leave tx.client.discovery out.");
        }
        return ManagerDirectory.fixed(properties.managerAddresses().stream()
                .map(ManagerAddress::parse)
                .toList());
    }

    private static ManagerDirectory url(TxClientProperties properties, ProcessId self, Secret secret) {
        String text = properties.managersUrl();
        String action = "Set tx.client.managers-url to the URL of GET /api/managers of a manager or of the balancer in"
                + " front of them, for instance https://tx.example.com/api/managers.";
        if (text == null || text.isBlank()) {
            throw new MissingSettingException("tx.client.discovery is url, but there is none.", action);
        }
        try {
            return new UrlManagers(UrlManagers.checked(text), self.service(), secret);
        } catch (IllegalArgumentException e) {
            throw new MissingSettingException("tx.client.managers-url can't be used: " + e.getMessage() + ".", action);
        }
    }

    private static MissingSettingException nothing() {
        return new MissingSettingException(
                "Nothing tells where the managers are.",
                "Set tx.client.manager-addresses to a list of host:port, or tx.client.managers-url to the URL that lists"
                        + " them, or add spring-cloud-starter-netflix-eureka-client and let the managers register"
                        + " there.");
    }

    @Override
    public Set<ManagerAddress> addresses() {
        return directory.addresses();
    }

    @Override
    public String source() {
        return directory.source();
    }
}
