package io.txgroup.feign.autoconfigure;

import io.txgroup.client.spi.Calls;
import io.txgroup.feign.GroupCircuitBreaker;
import java.lang.reflect.Modifier;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.client.circuitbreaker.CircuitBreaker;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.core.Ordered;

/** Lets the circuit breakers of every factory take the group along. */
final class CircuitBreakerPostProcessor implements BeanPostProcessor, Ordered {
    private static final Logger log = LoggerFactory.getLogger(CircuitBreakerPostProcessor.class);

    private final Calls calls;

    CircuitBreakerPostProcessor(Calls calls) {
        this.calls = calls;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof CircuitBreakerFactory<?, ?> factory)) {
            return bean;
        }
        if (Modifier.isFinal(factory.getClass().getModifiers())) {
            log.warn(
                    "Bean {} ({}) - its class is final, so its circuit breakers can't take the group along: a call that"
                            + " one of them makes in another thread is not part of it; wrap them in GroupCircuitBreaker",
                    beanName,
                    factory.getClass().getName());
            return bean;
        }
        return instrumented(factory);
    }

    /** A subclass: factories are asked for, and customized, by their own types. */
    private Object instrumented(CircuitBreakerFactory<?, ?> factory) {
        ProxyFactory proxy = new ProxyFactory(factory);
        proxy.setProxyTargetClass(true);
        proxy.addAdvice((MethodInterceptor) invocation ->
                inGroup(invocation.proceed(), invocation.getMethod().getName(), invocation.getArguments()));
        return proxy.getProxy(factory.getClass().getClassLoader());
    }

    private @Nullable Object inGroup(@Nullable Object made, String method, @Nullable Object[] arguments) {
        return method.equals("create") && made instanceof CircuitBreaker breaker
                ? new GroupCircuitBreaker(breaker, String.valueOf(arguments[0]), calls)
                : made;
    }
}
