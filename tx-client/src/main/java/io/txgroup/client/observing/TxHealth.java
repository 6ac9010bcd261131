package io.txgroup.client.observing;

import io.txgroup.client.core.ManagerLink;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.net.ManagerView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * UP while a manager can be used, with its Redis behind it; DOWN says what is unreachable since when. Looks at what is
 * known, asks nobody and never blocks.
 */
public final class TxHealth implements HealthIndicator {
    private final ManagerConnections managers;

    /** Looks at these connections. */
    public TxHealth(ManagerConnections managers) {
        this.managers = managers;
    }

    @Override
    public Health health() {
        Optional<ManagerLink.Trouble> trouble = managers.trouble();
        Health.Builder health = trouble.map(known -> Health.down()
                        .withDetail("unreachable", known.what())
                        .withDetail("sinceMillis", known.since().toMillis()))
                .orElseGet(Health::up);
        return health.withDetail("managers", statuses()).build();
    }

    private Map<String, String> statuses() {
        Map<String, String> statuses = new LinkedHashMap<>();
        for (ManagerView manager : managers.views()) {
            statuses.put(manager.address().toString(), manager.status());
        }
        return statuses;
    }
}
