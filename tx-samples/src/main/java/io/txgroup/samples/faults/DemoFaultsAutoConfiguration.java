package io.txgroup.samples.faults;

import feign.RequestInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** Puts {@link Fault} into a service that runs with {@code demo.faults=true}; the services themselves know nothing of it. */
@AutoConfiguration
@ConditionalOnBooleanProperty("demo.faults")
public final class DemoFaultsAutoConfiguration {
    @Bean
    PausePoint pausePoint() {
        return new PausePoint();
    }

    @Bean
    FaultController faultController(PausePoint pausePoint) {
        return new FaultController(pausePoint);
    }

    @Bean
    static FaultAspect faultAspect(@Value("${spring.application.name}") String service, PausePoint pausePoint) {
        return new FaultAspect(service, pausePoint);
    }

    @Bean
    static PausingDataSources pausingDataSources(
            @Value("${spring.application.name}") String service, ObjectProvider<PausePoint> pausePoint) {
        return new PausingDataSources(service, pausePoint);
    }

    @Bean
    FilterRegistrationBean<LostReply> lostReply(@Value("${spring.application.name}") String service) {
        FilterRegistrationBean<LostReply> filter = new FilterRegistrationBean<>(new LostReply(service));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> cutConnection() {
        return tomcat -> tomcat.addContextValves(new LostReply.CutConnection());
    }

    @Bean
    RestClientCustomizer faultToRestClient() {
        return builder -> builder.requestInterceptor((request, body, execution) -> {
            String header = Fault.header();
            if (header != null) {
                request.getHeaders().set(Fault.HEADER, header);
            }
            return execution.execute(request, body);
        });
    }

    @Bean
    RequestInterceptor faultToFeign() {
        return request -> {
            String header = Fault.header();
            if (header != null) {
                request.header(Fault.HEADER, header);
            }
        };
    }
}
