package io.txgroup.feign.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Instruments every RestClient, RestClient.Builder and RestTemplate that is a bean, made by hand or not. It comes after
 * other post-processors, and at a load-balanced RestTemplate once more after Spring Cloud has customized it.
 */
final class RestClientPostProcessor implements BeanPostProcessor, SmartInitializingSingleton, Ordered {
    private static final Logger log = LoggerFactory.getLogger(RestClientPostProcessor.class);

    private final Innermost innermost;
    private final List<RestTemplate> starting = new ArrayList<>();
    private boolean started;

    RestClientPostProcessor(Innermost innermost) {
        this.innermost = innermost;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof RestTemplate template) {
            instrument(template);
        } else if (bean instanceof RestClient.Builder builder && isSprings(beanName, bean)) {
            return InstrumentingBuilder.of(RestClient.Builder.class, builder, innermost::in);
        } else if (bean instanceof RestClient client && isSprings(beanName, bean)) {
            return instrumented(client);
        }
        return bean;
    }

    /** What else implements the interface may be a wrapper that would be lost with what mutate() or clone() gives. */
    private static boolean isSprings(String beanName, Object client) {
        boolean springs = client.getClass().getPackageName().equals(RestClient.class.getPackageName());
        if (!springs && !InstrumentingBuilder.is(client)) {
            log.warn(
                    "Bean {} ({}) - not one of Spring's own RestClients: its calls take the group along only if what it"
                            + " delegates to does; add a GroupInterceptor there",
                    beanName,
                    client.getClass().getName());
        }
        return springs;
    }

    private RestClient instrumented(RestClient client) {
        RestClient.Builder builder = client.mutate();
        innermost.in(builder);
        return builder.build();
    }

    private synchronized void instrument(RestTemplate template) {
        innermost.in(template);
        if (!started) {
            starting.add(template);
        }
    }

    @Override
    public synchronized void afterSingletonsInstantiated() {
        started = true;
        starting.forEach(innermost::in);
        starting.clear();
    }
}
