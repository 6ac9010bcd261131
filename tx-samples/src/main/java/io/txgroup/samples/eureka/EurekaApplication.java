package io.txgroup.samples.eureka;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;

/** A Eureka server. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableEurekaServer
public class EurekaApplication {
    public static void main(String[] args) {
        new SpringApplicationBuilder(EurekaApplication.class)
                .properties("spring.config.name=eureka")
                .run(args);
    }
}
