package io.txgroup.feign.autoconfigure;

import io.txgroup.feign.GroupExchangeFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.function.client.WebClient;

/** Instruments every WebClient and WebClient.Builder that is a bean, made by hand or not. */
final class WebClientPostProcessor implements BeanPostProcessor, Ordered {
    private static final Logger log = LoggerFactory.getLogger(WebClientPostProcessor.class);

    private final GroupExchangeFilter filter;

    WebClientPostProcessor(GroupExchangeFilter filter) {
        this.filter = filter;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof WebClient.Builder builder && isSprings(beanName, bean)) {
            return InstrumentingBuilder.of(WebClient.Builder.class, builder, filter::in);
        }
        if (bean instanceof WebClient client && isSprings(beanName, bean)) {
            WebClient.Builder builder = client.mutate();
            filter.in(builder);
            return builder.build();
        }
        return bean;
    }

    /** What else implements the interface may be a wrapper that would be lost with what mutate() or clone() gives. */
    private static boolean isSprings(String beanName, Object client) {
        boolean springs = client.getClass().getPackageName().equals(WebClient.class.getPackageName());
        if (!springs && !InstrumentingBuilder.is(client)) {
            log.warn(
                    "Bean {} ({}) - not one of Spring's own WebClients: its calls take the group along only if what it"
                            + " delegates to does; add a GroupExchangeFilter there",
                    beanName,
                    client.getClass().getName());
        }
        return springs;
    }
}
