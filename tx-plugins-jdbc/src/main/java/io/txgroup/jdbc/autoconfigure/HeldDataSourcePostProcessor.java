package io.txgroup.jdbc.autoconfigure;

import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * Wraps DataSource beans, each once. Of a routing DataSource the targets are wrapped, not the router: a group holds one
 * connection for each of them. It comes before Spring Boot's wrapper for lazy connections, which has order 0.
 */
final class HeldDataSourcePostProcessor implements BeanPostProcessor, Ordered {
    private static final int ORDER = -100;
    private static final Logger logger = LoggerFactory.getLogger(HeldDataSourcePostProcessor.class);

    private final HeldDataSources held;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    HeldDataSourcePostProcessor(HeldDataSources held) {
        this.held = held;
    }

    HeldDataSources held() {
        return held;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    /** Whether the bean came by, or is excluded: then it is as it should be. */
    boolean hasSeen(String beanName) {
        return seen.contains(beanName) || held.excludes(beanName);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof DataSource dataSource) || held.excludes(beanName)) {
            return bean;
        }
        seen.add(beanName);
        if (dataSource instanceof AbstractRoutingDataSource router) {
            return routed(router, beanName, new SpringTargets(router, held.targets(beanName)));
        }
        if (DynamicTargets.isRouter(dataSource)) {
            return routed(dataSource, beanName, DynamicTargets.of(dataSource, beanName, held));
        }
        refuseUnknownRouter(dataSource, beanName);
        return held.wrap(beanName, dataSource);
    }

    /** The router, which from now on looks for new targets before it gives out a connection; its class stays. */
    private static Object routed(DataSource router, String beanName, RoutedTargets targets) {
        targets.wrapNew();
        if (Modifier.isFinal(router.getClass().getModifiers())) {
            logger.warn(
                    "DataSource {} - its targets take part in groups, but one that is added from now on does not:"
                            + " {} is final; make it not final if targets are added while the application runs",
                    beanName,
                    router.getClass().getName());
            return router;
        }
        ProxyFactory proxy = new ProxyFactory(router);
        proxy.setProxyTargetClass(true);
        proxy.addAdvice((MethodInterceptor) call -> {
            if (call.getMethod().getName().equals("getConnection")) {
                targets.wrapNew();
            }
            return call.proceed();
        });
        return proxy.getProxy(router.getClass().getClassLoader());
    }

    /** Wrapped as one, a router of another make would have one connection held for all of its databases. */
    private static void refuseUnknownRouter(DataSource dataSource, String name) {
        for (Class<?> type = dataSource.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getSimpleName().contains("RoutingDataSource")) {
                throw new UnheldDataSourceException(
                        "DataSource " + name + " chooses among databases by itself (" + type.getName()
                                + "), and which it chose can't be seen: groups would hold one connection for all of them.",
                        "Make its targets beans of their own and name it in tx.jdbc.exclude, or use Spring's"
                                + " AbstractRoutingDataSource or dynamic-datasource's DynamicRoutingDataSource.");
            }
        }
    }
}
