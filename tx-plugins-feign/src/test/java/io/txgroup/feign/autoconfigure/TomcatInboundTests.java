package io.txgroup.feign.autoconfigure;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

final class TomcatInboundTests extends InboundContract {
    @Override
    Class<?> container() {
        return Tomcat.class;
    }

    @Configuration(proxyBeanMethods = false)
    static class Tomcat {
        @Bean
        TomcatServletWebServerFactory container() {
            return new TomcatServletWebServerFactory();
        }
    }
}
