package io.txgroup.jdbc.autoconfigure;

import io.txgroup.client.spi.CurrentCall;
import io.txgroup.jdbc.HeldDataSource;
import io.txgroup.jdbc.HeldSettings;
import io.txgroup.jdbc.StatementCanceller;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanCreationException;

/** Wraps DataSources, each once, so that a pool has one limit and a unit one connection of it. Thread-safe. */
final class HeldDataSources {
    private static final Logger logger = LoggerFactory.getLogger(HeldDataSources.class);

    private final Supplier<TxJdbcProperties> properties;
    private final Supplier<CurrentCall> currentCall;
    private final Supplier<HeldSettings> settings;
    private final Supplier<StatementCanceller> canceller;
    private final RecoveryBeans recoveries;
    private final Map<String, HeldDataSource> unstarted = new LinkedHashMap<>();
    private final Map<String, HeldDataSource> all = new LinkedHashMap<>();
    private final List<BiConsumer<String, HeldDataSource>> watchers = new ArrayList<>();
    private @Nullable Consumer<HeldDataSource> start;

    HeldDataSources(
            Supplier<TxJdbcProperties> properties,
            Supplier<CurrentCall> currentCall,
            Supplier<HeldSettings> settings,
            Supplier<StatementCanceller> canceller,
            RecoveryBeans recoveries) {
        this.properties = properties;
        this.currentCall = currentCall;
        this.settings = settings;
        this.canceller = canceller;
        this.recoveries = recoveries;
    }

    /** Whether the bean, or the target of a router ({@code bean.key}), takes no part in groups on purpose. */
    boolean excludes(String name) {
        return properties.get().exclude().contains(name);
    }

    /** The DataSource wrapped, or itself if it is excluded or wrapped already, perhaps further inside. */
    DataSource wrap(String name, DataSource dataSource) {
        try {
            if (excludes(name) || dataSource.isWrapperFor(HeldDataSource.class)) {
                return dataSource;
            }
            HeldDataSource held = new HeldDataSource(name, dataSource, currentCall, settings.get(), canceller.get());
            recoveries.publish(name, held.resourceRecovery());
            publish(name, held);
            startLater(name, held);
            return held;
        } catch (SQLException e) {
            throw new BeanCreationException(name, "Can't find out whether the DataSource is wrapped already", e);
        }
    }

    private void publish(String name, HeldDataSource held) {
        List<BiConsumer<String, HeldDataSource>> told;
        synchronized (all) {
            all.put(name, held);
            told = List.copyOf(watchers);
        }
        told.forEach(watcher -> watcher.accept(name, held));
    }

    /** Shows every one that there is and that will come, with its name. */
    void each(BiConsumer<String, HeldDataSource> watcher) {
        Map<String, HeldDataSource> known;
        synchronized (all) {
            watchers.add(watcher);
            known = Map.copyOf(all);
        }
        known.forEach(watcher);
    }

    private void startLater(String name, HeldDataSource held) {
        Consumer<HeldDataSource> starting;
        synchronized (unstarted) {
            starting = start;
            if (starting == null) {
                unstarted.put(name, held);
                return;
            }
        }
        try {
            starting.accept(held);
        } catch (RuntimeException e) {
            logger.error("DataSource {} - was added, and groups that use it will fail: {}", name, e.getMessage(), e);
        }
    }

    /** Starts what was wrapped so far, and from now on whatever comes. */
    void start(Consumer<HeldDataSource> starting) {
        List<HeldDataSource> waiting;
        synchronized (unstarted) {
            start = starting;
            waiting = List.copyOf(unstarted.values());
            unstarted.clear();
        }
        waiting.forEach(starting);
    }

    /** What one router's targets became. A target that comes back as it was before is not wrapped a second time. */
    Targets targets(String router) {
        return new Targets(router);
    }

    /** The targets of one router; not thread-safe. */
    final class Targets {
        private final String router;
        private IdentityHashMap<DataSource, DataSource> known = new IdentityHashMap<>();

        private Targets(String router) {
            this.router = router;
        }

        /** Whether it is what {@link #wrap} gave out. */
        boolean knows(DataSource target) {
            return known.get(target) == target;
        }

        DataSource wrap(Object key, DataSource target) {
            DataSource wrapped = known.get(target);
            if (wrapped == null) {
                wrapped = HeldDataSources.this.wrap(router + "." + key, target);
                known.put(target, wrapped);
                known.put(wrapped, wrapped);
            }
            return wrapped;
        }

        /** The router has these and no others: what it once had is let go. */
        void retain(Iterable<DataSource> present) {
            IdentityHashMap<DataSource, Boolean> used = new IdentityHashMap<>();
            present.forEach(target -> used.put(target, true));
            IdentityHashMap<DataSource, DataSource> kept = new IdentityHashMap<>(known);
            kept.entrySet().removeIf(entry -> !used.containsKey(entry.getValue()));
            known = kept;
        }
    }
}
