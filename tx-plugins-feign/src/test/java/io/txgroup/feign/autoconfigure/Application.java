package io.txgroup.feign.autoconfigure;

import io.txgroup.feign.Peer;
import io.txgroup.feign.RecordingCalls;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application with the whole class path, where a peer is service {@code storage}. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Application {
    static ApplicationContextRunner calling(Peer peer) {
        return new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "tx.client.enabled=false",
                        "spring.cloud.discovery.client.simple.instances.storage[0].uri=" + peer.url(),
                        "spring.cloud.loadbalancer.retry.retry-on-all-operations=true",
                        "spring.cloud.loadbalancer.retry.max-retries-on-same-service-instance=1",
                        "spring.cloud.loadbalancer.retry.max-retries-on-next-service-instance=0");
    }

    @Bean
    RecordingCalls calls() {
        return new RecordingCalls();
    }
}
