package io.txgroup.feign.autoconfigure;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.core.Ordered;

/** Instruments what every RestTemplateBuilder that is a bean builds, made by hand or not. */
final class RestTemplateBuilderPostProcessor implements BeanPostProcessor, Ordered {
    private final RestTemplateCustomizer customizer;

    RestTemplateBuilderPostProcessor(RestTemplateCustomizer customizer) {
        this.customizer = customizer;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof RestTemplateBuilder builder ? builder.additionalCustomizers(customizer) : bean;
    }
}
