package io.txgroup.client.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.TxTransaction;
import io.txgroup.client.spi.CurrentCall;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.Advised;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

class AdvisorOrderTests {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TxClientAutoConfiguration.class))
            .withUserConfiguration(Application.class)
            .withPropertyValues(
                    "spring.application.name=order",
                    "tx.client.secret=a secret of more than sixteen bytes",
                    "tx.client.manager-addresses=127.0.0.1:1");

    @Test
    void localTransactionBeginsAndEndsWithinTheGroup() {
        runner.run(context -> {
            context.getBean(Service.class).annotatedTwice();

            assertThat(context.getBean(RecordingTransactions.class).events)
                    .containsExactly("begin in a group", "commit in a group");
        });
    }

    @Test
    void groupEndsBeforeTheMethodReturns() {
        runner.run(context -> {
            context.getBean(Service.class).annotatedTwice();

            assertThat(context.getBean(CurrentCall.class).scope()).isEmpty();
        });
    }

    @Test
    void advisorStandsBeforeTheOneOfLocalTransactions() {
        runner.run(context -> {
            Advised proxy = (Advised) context.getBean(Service.class);

            assertThat(proxy.getAdvisors())
                    .extracting(advisor -> advisor.getClass().getSimpleName())
                    .containsSubsequence("TxTransactionAdvisor", "BeanFactoryTransactionAttributeSourceAdvisor");
        });
    }

    @Test
    void annotationOnAClassSpeaksForItsMethods() {
        runner.run(
                context -> assertThat(context.getBean(AnnotatedClass.class).inGroup(context.getBean(CurrentCall.class)))
                        .isTrue());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    static class Application {
        @Bean
        RecordingTransactions transactionManager(CurrentCall current) {
            return new RecordingTransactions(current);
        }

        @Bean
        Service service() {
            return new Service();
        }

        @Bean
        AnnotatedClass annotatedClass() {
            return new AnnotatedClass();
        }
    }

    static class Service {
        @TxTransaction
        @Transactional
        public void annotatedTwice() {}
    }

    @TxTransaction
    static class AnnotatedClass {
        public boolean inGroup(CurrentCall current) {
            return current.scope().isPresent();
        }
    }
}
