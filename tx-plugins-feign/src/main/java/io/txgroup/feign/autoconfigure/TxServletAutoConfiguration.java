package io.txgroup.feign.autoconfigure;

import io.txgroup.client.autoconfigure.TxClientAutoConfiguration;
import io.txgroup.client.spi.Calls;
import io.txgroup.feign.GroupFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Takes in the calls of groups that reach a servlet application. */
@AutoConfiguration(after = TxClientAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, FilterRegistrationBean.class})
@ConditionalOnBean(Calls.class)
public final class TxServletAutoConfiguration {
    @Bean
    FilterRegistrationBean<GroupFilter> txGroupFilter(ObjectProvider<Calls> calls) {
        FilterRegistrationBean<GroupFilter> registration =
                new FilterRegistrationBean<>(new GroupFilter(new LazyCalls(calls)));
        registration.setName("txGroupFilter");
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        registration.setOrder(GroupFilter.ORDER);
        return registration;
    }

    /** Where Spring MVC handles the calls. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HandlerExceptionResolver.class)
    static class WithSpringMvc {
        @Bean
        ThrownByHandlers txThrownByHandlers() {
            return new ThrownByHandlers();
        }
    }
}
