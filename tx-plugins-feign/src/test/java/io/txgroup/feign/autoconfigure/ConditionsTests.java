package io.txgroup.feign.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.feign.LoadBalancedAttempts;
import io.txgroup.feign.RecordingCalls;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.cloud.openfeign.FeignBuilderCustomizer;

/** Each part is there exactly where what it instruments is. */
final class ConditionsTests {
    private static final AutoConfigurations PLUGIN = AutoConfigurations.of(
            TxCircuitBreakerAutoConfiguration.class,
            TxFeignAutoConfiguration.class,
            TxRestClientAutoConfiguration.class,
            TxServletAutoConfiguration.class,
            TxWebClientAutoConfiguration.class);

    private final ApplicationContextRunner bare = new ApplicationContextRunner().withConfiguration(PLUGIN);
    private final ApplicationContextRunner program = bare.withBean(RecordingCalls.class);
    private final WebApplicationContextRunner service =
            new WebApplicationContextRunner().withConfiguration(PLUGIN).withBean(RecordingCalls.class);

    @Test
    void everyPartIsThereInAServiceThatHasAll() {
        service.run(context -> assertThat(context)
                .hasSingleBean(FilterRegistrationBean.class)
                .hasSingleBean(FeignBuilderCustomizer.class)
                .hasSingleBean(LoadBalancedAttempts.class)
                .hasSingleBean(RestClientPostProcessor.class)
                .hasSingleBean(RestTemplateBuilderPostProcessor.class)
                .hasSingleBean(WebClientPostProcessor.class)
                .hasSingleBean(CircuitBreakerPostProcessor.class));
    }

    @Test
    void nothingIsThereWithoutTheClient() {
        bare.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(FeignBuilderCustomizer.class)
                .doesNotHaveBean(RestClientPostProcessor.class)
                .doesNotHaveBean(WebClientPostProcessor.class)
                .doesNotHaveBean(CircuitBreakerPostProcessor.class));
    }

    @Test
    void aProgramThatServesNothingHasNoFilter() {
        program.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(FilterRegistrationBean.class)
                .hasSingleBean(RestClientPostProcessor.class));
    }

    @Test
    void worksWithoutServlets() {
        program.withClassLoader(new FilteredClassLoader("jakarta.servlet")).run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(FeignBuilderCustomizer.class)
                .hasSingleBean(RestClientPostProcessor.class));
    }

    @Test
    void worksWithoutFeign() {
        service.withClassLoader(new FilteredClassLoader("feign", "org.springframework.cloud.openfeign"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(LoadBalancedAttempts.class)
                        .hasSingleBean(FilterRegistrationBean.class)
                        .hasSingleBean(RestClientPostProcessor.class));
    }

    @Test
    void worksWithoutWebFlux() {
        service.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive", "reactor"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(WebClientPostProcessor.class)
                        .hasSingleBean(RestClientPostProcessor.class));
    }

    @Test
    void instrumentsWebClientsWithoutSpringBootsModuleForThem() {
        service.withClassLoader(new FilteredClassLoader("org.springframework.boot.webclient"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(WebClientPostProcessor.class));
    }

    @Test
    void worksWithoutSpringCloud() {
        service.withClassLoader(new FilteredClassLoader("feign", "org.springframework.cloud"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(CircuitBreakerPostProcessor.class)
                        .hasSingleBean(FilterRegistrationBean.class)
                        .hasSingleBean(RestClientPostProcessor.class));
    }

    @Test
    void instrumentsRestClientsWithoutSpringBootsModuleForThem() {
        service.withClassLoader(new FilteredClassLoader("org.springframework.boot.restclient"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(RestTemplateBuilderPostProcessor.class)
                        .hasSingleBean(RestClientPostProcessor.class));
    }
}
