package io.txgroup.feign.autoconfigure;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

final class JettyInboundTests extends InboundContract {
    @Override
    Class<?> container() {
        return Jetty.class;
    }

    @Configuration(proxyBeanMethods = false)
    static class Jetty {
        @Bean
        JettyServletWebServerFactory container() {
            return new JettyServletWebServerFactory();
        }
    }
}
