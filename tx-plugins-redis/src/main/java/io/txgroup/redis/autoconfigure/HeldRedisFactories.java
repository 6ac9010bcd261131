package io.txgroup.redis.autoconfigure;

import static java.util.Objects.requireNonNull;

import io.txgroup.client.spi.CurrentCall;
import io.txgroup.redis.HeldRedis;
import io.txgroup.redis.HeldRedisSettings;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Wraps RedisConnectionFactory beans, each once; the class stays, so that whoever asks for a LettuceConnectionFactory still gets
 * one. Publishes the recovery of each as a bean. Thread-safe.
 */
final class HeldRedisFactories implements BeanPostProcessor, Ordered, SmartInitializingSingleton, DisposableBean {
    private static final String RECOVERY = "txResourceRecovery.redis.";
    private static final Logger logger = LoggerFactory.getLogger(HeldRedisFactories.class);

    private final ConfigurableListableBeanFactory beans;
    private final Supplier<Set<String>> exclude;
    private final Supplier<CurrentCall> currentCall;
    private final Supplier<HeldRedisSettings> settings;
    private final Map<String, HeldRedis> held = new LinkedHashMap<>();
    private final List<BiConsumer<String, HeldRedis>> watchers = new ArrayList<>();

    HeldRedisFactories(
            ConfigurableListableBeanFactory beans,
            Supplier<Set<String>> exclude,
            Supplier<CurrentCall> currentCall,
            Supplier<HeldRedisSettings> settings) {
        this.beans = beans;
        this.exclude = exclude;
        this.currentCall = currentCall;
        this.settings = settings;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof RedisConnectionFactory) || exclude.get().contains(beanName)) {
            return bean;
        }
        if (!(bean instanceof LettuceConnectionFactory factory)
                || Modifier.isFinal(bean.getClass().getModifiers())) {
            throw new UnheldRedisException(
                    "RedisConnectionFactory " + beanName + " ("
                            + bean.getClass().getName()
                            + ") can't take part in groups: only Lettuce's can, and what is written with it would stay"
                            + " whatever becomes of the group.",
                    "Use a LettuceConnectionFactory, or name " + beanName
                            + " in tx.redis.exclude if it is to take no part in groups.");
        }
        return wrap(beanName, factory);
    }

    private Object wrap(String name, LettuceConnectionFactory factory) {
        HeldRedis redis;
        List<BiConsumer<String, HeldRedis>> told;
        synchronized (held) {
            if (held.containsKey(name)) {
                return factory;
            }
            redis = new HeldRedis(name, factory, currentCall, settings.get());
            held.put(name, redis);
            told = List.copyOf(watchers);
        }
        told.forEach(watcher -> watcher.accept(name, redis));
        if (!beans.containsSingleton(RECOVERY + name)) {
            beans.registerSingleton(RECOVERY + name, redis.resourceRecovery());
        }
        ProxyFactory proxy = new ProxyFactory(factory);
        proxy.setProxyTargetClass(true);
        proxy.setOpaque(true);
        proxy.addAdvice((MethodInterceptor) call -> given(redis, call));
        return proxy.getProxy(factory.getClass().getClassLoader());
    }

    private static @Nullable Object given(HeldRedis redis, MethodInvocation call) throws Throwable {
        return switch (call.getMethod().getName()) {
            case "getConnection", "getClusterConnection" ->
                redis.isInGroup() ? redis.connection(() -> own(call)) : call.proceed();
            case "getReactiveConnection", "getReactiveClusterConnection" -> {
                if (redis.isInGroup()) {
                    throw new InvalidDataAccessApiUsageException("Redis " + redis
                            + " - a reactive connection is refused in a group: what is written on it would stay whatever"
                            + " becomes of the group; use RedisTemplate");
                }
                yield call.proceed();
            }
            default -> call.proceed();
        };
    }

    private static RedisConnection own(MethodInvocation call) {
        LettuceConnectionFactory factory = (LettuceConnectionFactory) requireNonNull(call.getThis());
        return call.getMethod().getName().equals("getConnection")
                ? factory.getConnection()
                : factory.getClusterConnection();
    }

    /** Looks at each Redis; one that can't be reached now is looked at by nobody, but its first use in a group fails. */
    @Override
    public void afterSingletonsInstantiated() {
        requireAllWrapped();
        for (HeldRedis redis : all().values()) {
            try {
                redis.look();
            } catch (IOException | RuntimeException e) {
                logger.warn(
                        "Redis {} - can't store queues of groups now; groups that write there are rolled back until that is"
                                + " mended: {}",
                        redis,
                        e.getMessage());
                logger.debug("The failure", e);
            }
        }
    }

    private void requireAllWrapped() {
        for (String name : beans.getBeanNamesForType(RedisConnectionFactory.class, false, false)) {
            if (beans.containsSingleton(name)
                    && !all().containsKey(name)
                    && !exclude.get().contains(name)) {
                throw new UnheldRedisException(
                        "RedisConnectionFactory " + name
                                + " was made before TxGroup could wrap it: what is written with it would stay whatever becomes"
                                + " of the group.",
                        "Something asks for it too early, mostly a BeanPostProcessor: let that ask for an"
                                + " ObjectProvider, and make its own @Bean method static. If " + name
                                + " is to take no part in groups, name it in tx.redis.exclude.");
            }
        }
    }

    /** Shows every one that there is and that will come, with its name. */
    void each(BiConsumer<String, HeldRedis> watcher) {
        Map<String, HeldRedis> known;
        synchronized (held) {
            watchers.add(watcher);
            known = Map.copyOf(held);
        }
        known.forEach(watcher);
    }

    /** Every one that was wrapped, by its bean's name. */
    Map<String, HeldRedis> all() {
        synchronized (held) {
            return Map.copyOf(held);
        }
    }

    @Override
    public void destroy() {
        all().values().forEach(HeldRedis::close);
    }
}
