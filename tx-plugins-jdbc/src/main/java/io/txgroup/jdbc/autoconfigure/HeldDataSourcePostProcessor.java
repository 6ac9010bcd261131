package io.txgroup.jdbc.autoconfigure;

import io.txgroup.client.spi.CurrentCall;
import io.txgroup.jdbc.HeldDataSource;
import io.txgroup.jdbc.HeldSettings;
import io.txgroup.jdbc.StatementCanceller;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * Wraps DataSource beans, each once. Of a routing DataSource the targets are wrapped, not the router: a group holds one
 * connection for each of them. It comes before Spring Boot's wrapper for lazy connections, which has order 0.
 */
final class HeldDataSourcePostProcessor implements BeanPostProcessor, Ordered {
    private static final int ORDER = -100;

    private final Supplier<TxJdbcProperties> properties;
    private final Supplier<CurrentCall> currentCall;
    private final Supplier<HeldSettings> settings;
    private final Supplier<StatementCanceller> canceller;

    HeldDataSourcePostProcessor(
            Supplier<TxJdbcProperties> properties,
            Supplier<CurrentCall> currentCall,
            Supplier<HeldSettings> settings,
            Supplier<StatementCanceller> canceller) {
        this.properties = properties;
        this.currentCall = currentCall;
        this.settings = settings;
        this.canceller = canceller;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof DataSource dataSource) || isExcluded(beanName)) {
            return bean;
        }
        if (dataSource instanceof AbstractRoutingDataSource router) {
            wrapTargets(router, beanName);
            return router;
        }
        refuseUnknownRouter(dataSource, beanName);
        return wrapped(dataSource, beanName);
    }

    private boolean isExcluded(String beanName) {
        Set<String> excluded = properties.get().exclude();
        return excluded.contains(beanName);
    }

    private DataSource wrapped(DataSource dataSource, String name) {
        try {
            return dataSource.isWrapperFor(HeldDataSource.class)
                    ? dataSource
                    : new HeldDataSource(name, dataSource, currentCall, settings.get(), canceller.get());
        } catch (SQLException e) {
            throw new BeanCreationException(name, "Can't find out whether the DataSource is wrapped already", e);
        }
    }

    private void wrapTargets(AbstractRoutingDataSource router, String name) {
        Map<Object, Object> targets = new LinkedHashMap<>();
        router.getResolvedDataSources().forEach((key, target) -> targets.put(key, wrapped(target, name + "." + key)));
        router.setTargetDataSources(targets);
        DataSource byDefault = router.getResolvedDefaultDataSource();
        if (byDefault != null) {
            router.setDefaultTargetDataSource(sameAsTarget(router, byDefault, targets, name));
        }
        router.initialize();
    }

    /** The default is mostly one of the targets, and must not be held a second time. */
    private DataSource sameAsTarget(
            AbstractRoutingDataSource router, DataSource byDefault, Map<Object, Object> targets, String name) {
        for (Map.Entry<Object, DataSource> target :
                router.getResolvedDataSources().entrySet()) {
            if (target.getValue().equals(byDefault) && targets.get(target.getKey()) instanceof DataSource same) {
                return same;
            }
        }
        return wrapped(byDefault, name + ".default");
    }

    /** Wrapped as one, a router of another make would have one connection held for all of its databases. */
    private static void refuseUnknownRouter(DataSource dataSource, String name) {
        for (Class<?> type = dataSource.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getSimpleName().contains("RoutingDataSource")) {
                throw new BeanCreationException(
                        name,
                        "DataSource " + name + " chooses among databases by itself (" + type.getName()
                                + "), and which it chose can't be seen. Make its targets beans of their own and name it"
                                + " in tx.jdbc.exclude, or use Spring's AbstractRoutingDataSource");
            }
        }
    }
}
