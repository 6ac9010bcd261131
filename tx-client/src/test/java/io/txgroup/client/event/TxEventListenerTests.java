package io.txgroup.client.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txgroup.client.TxContext;
import io.txgroup.client.TxSynchronization;
import io.txgroup.client.TxTemplate;
import io.txgroup.client.autoconfigure.TxClientAutoConfiguration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

@ExtendWith(OutputCaptureExtension.class)
class TxEventListenerTests {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TxClientAutoConfiguration.class))
            .withUserConfiguration(Application.class)
            .withPropertyValues(
                    "spring.application.name=order",
                    "tx.client.secret=a secret of more than sixteen bytes",
                    "tx.client.manager-addresses=127.0.0.1:1");

    @Test
    void hearsOfTheGroupsCommitAndNotBefore() {
        runner.run(context -> {
            Listeners listeners = context.getBean(Listeners.class);
            context.getBean(TxTemplate.class).execute(() -> {
                context.publishEvent(new Placed(7));
                assertThat(listeners.heard).isEmpty();
                return null;
            });

            await().untilAsserted(() -> assertThat(listeners.heard).containsExactly("committed 7"));
        });
    }

    @Test
    void hearsOfTheGroupsRollback() {
        runner.run(context -> {
            Listeners listeners = context.getBean(Listeners.class);
            TxTemplate tx = context.getBean(TxTemplate.class);
            assertThatThrownBy(() -> tx.execute(() -> {
                        context.publishEvent(new Placed(7));
                        throw new IllegalArgumentException("on purpose");
                    }))
                    .hasMessage("on purpose");

            await().untilAsserted(() -> assertThat(listeners.heard).containsExactly("rolled back 7"));
        });
    }

    @Test
    void outsideAnyGroupOnlyAFallbackHears() {
        runner.run(context -> {
            context.publishEvent(new Placed(7));

            assertThat(context.getBean(Listeners.class).heard).isEmpty();
            assertThat(context.getBean(Listeners.class).fallbacks).containsExactly("fallback 7");
        });
    }

    @Test
    void aSynchronizationThatFailsDoesNotHoldUpTheOthers() {
        runner.run(context -> {
            List<String> told = new CopyOnWriteArrayList<>();
            TxContext current = context.getBean(TxContext.class);
            context.getBean(TxTemplate.class).execute(() -> {
                current.register(new TxSynchronization() {
                    @Override
                    public void afterCommit() {
                        throw new IllegalStateException("on purpose");
                    }
                });
                current.register(new TxSynchronization() {
                    @Override
                    public void afterCommit() {
                        told.add(current.isActive() ? "in a group" : "alone");
                    }
                });
                return null;
            });

            await().untilAsserted(() -> assertThat(told).containsExactly("alone"));
        });
    }

    @Test
    void saysOnceThatSpringsOwnListenerFiresTooEarly(CapturedOutput output) {
        runner.run(context -> {
            TransactionTemplate local = new TransactionTemplate(context.getBean(NoTransactions.class));
            for (int i = 0; i < 3; i++) {
                context.getBean(TxTemplate.class)
                        .execute(() -> local.execute(status -> {
                            context.publishEvent(new Placed(7));
                            return "";
                        }));
            }

            assertThat(output).containsOnlyOnce("use @TxEventListener");
        });
    }

    record Placed(int number) {}

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Application {
        @Bean
        Listeners listeners() {
            return new Listeners();
        }

        @Bean
        NoTransactions transactionManager() {
            return new NoTransactions();
        }
    }

    static class Listeners {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final List<String> fallbacks = new CopyOnWriteArrayList<>();

        @TxEventListener
        void committed(Placed placed) {
            heard.add("committed " + placed.number());
        }

        @TxEventListener(phase = TxPhase.AFTER_ROLLBACK)
        void rolledBack(Placed placed) {
            heard.add("rolled back " + placed.number());
        }

        @TxEventListener(
                phase = TxPhase.AFTER_ROLLBACK,
                fallbackExecution = true,
                condition = "#root.args[0].number > 0")
        void fallback(Placed placed) {
            fallbacks.add("fallback " + placed.number());
        }

        @TransactionalEventListener
        void local(Placed placed) {}
    }

    static final class NoTransactions extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }
}
