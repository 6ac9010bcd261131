package io.txgroup.jdbc.autoconfigure;

import io.txgroup.client.spi.CurrentCall;
import io.txgroup.jdbc.HeldDataSource;
import io.txgroup.jdbc.HeldSettings;
import io.txgroup.jdbc.StatementCanceller;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanCreationException;

/** Wraps DataSources, each once, so that a pool has one limit and a unit one connection of it. Thread-safe. */
final class HeldDataSources {
    private final Supplier<TxJdbcProperties> properties;
    private final Supplier<CurrentCall> currentCall;
    private final Supplier<HeldSettings> settings;
    private final Supplier<StatementCanceller> canceller;

    HeldDataSources(
            Supplier<TxJdbcProperties> properties,
            Supplier<CurrentCall> currentCall,
            Supplier<HeldSettings> settings,
            Supplier<StatementCanceller> canceller) {
        this.properties = properties;
        this.currentCall = currentCall;
        this.settings = settings;
        this.canceller = canceller;
    }

    /** Whether the bean, or the target of a router ({@code bean.key}), takes no part in groups on purpose. */
    boolean excludes(String name) {
        return properties.get().exclude().contains(name);
    }

    /** The DataSource wrapped, or itself if it is excluded or wrapped already, perhaps further inside. */
    DataSource wrap(String name, DataSource dataSource) {
        try {
            return excludes(name) || dataSource.isWrapperFor(HeldDataSource.class)
                    ? dataSource
                    : new HeldDataSource(name, dataSource, currentCall, settings.get(), canceller.get());
        } catch (SQLException e) {
            throw new BeanCreationException(name, "Can't find out whether the DataSource is wrapped already", e);
        }
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
