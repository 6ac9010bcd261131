package io.txgroup.jdbc.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** The targets of a router of Spring's, which an application may replace at any time. */
final class SpringTargets implements RoutedTargets {
    private final AbstractRoutingDataSource router;
    private final HeldDataSources.Targets targets;
    private volatile List<DataSource> settled = List.of();

    SpringTargets(AbstractRoutingDataSource router, HeldDataSources.Targets targets) {
        this.router = router;
        this.targets = targets;
    }

    @Override
    public void wrapNew() {
        // a list's equals asks each target's, which is mostly its identity
        if (!present().equals(settled)) {
            wrapAll();
        }
    }

    /** All that it may choose, in its order. */
    private List<DataSource> present() {
        List<DataSource> present =
                new ArrayList<>(router.getResolvedDataSources().values());
        DataSource byDefault = router.getResolvedDefaultDataSource();
        if (byDefault != null) {
            present.add(byDefault);
        }
        return present;
    }

    private synchronized void wrapAll() {
        List<DataSource> present = present();
        if (!present.stream().allMatch(targets::knows)) {
            Map<Object, Object> wrapped = new LinkedHashMap<>();
            router.getResolvedDataSources().forEach((key, target) -> wrapped.put(key, targets.wrap(key, target)));
            DataSource byDefault = router.getResolvedDefaultDataSource();
            router.setTargetDataSources(wrapped);
            if (byDefault != null) {
                // mostly one of the targets, and then known by now
                router.setDefaultTargetDataSource(targets.wrap("default", byDefault));
            }
            router.initialize();
            present = present();
            targets.retain(present);
        }
        settled = present;
    }
}
