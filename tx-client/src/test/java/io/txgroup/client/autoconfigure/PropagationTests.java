package io.txgroup.client.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxContext;
import io.txgroup.client.TxPropagation;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.TxTemplate;
import io.txgroup.client.TxTransaction;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.protocol.GroupId;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** What each propagation does within one service; nothing here needs a manager. */
class PropagationTests {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TxClientAutoConfiguration.class))
            .withUserConfiguration(Application.class)
            .withPropertyValues(
                    "spring.application.name=order",
                    "tx.client.secret=a secret of more than sixteen bytes",
                    "tx.client.manager-addresses=127.0.0.1:1");

    @Test
    void requiredStartsAGroupOrTakesPart() {
        withBeans((groups, tx) -> {
            assertThat(groups.required()).isPresent();
            tx.execute(() -> {
                assertThat(groups.required()).isEqualTo(groups.current());
                return null;
            });
        });
    }

    @Test
    void requiresNewStartsAnotherGroupAndTheFirstGoesOn() {
        withBeans((groups, tx) -> tx.execute(() -> {
            Optional<GroupId> first = groups.current();
            assertThat(groups.requiresNew()).isPresent().isNotEqualTo(first);
            assertThat(groups.current()).isEqualTo(first);
            return null;
        }));
    }

    @Test
    void whatARequiresNewMethodThrowsRollsBackItsOwnGroupOnly() {
        withBeans((groups, tx) -> {
            String result = tx.execute(() -> {
                assertThatThrownBy(groups::requiresNewAndFails).hasMessage("on purpose");
                return "committed";
            });
            assertThat(result).isEqualTo("committed");
        });
    }

    @Test
    void supportsTakesPartButStartsNone() {
        withBeans((groups, tx) -> {
            assertThat(groups.supports()).isEmpty();
            tx.execute(() -> assertThat(groups.supports()).isPresent());
        });
    }

    @Test
    void mandatoryFailsOutsideAnyGroup() {
        withBeans((groups, tx) -> {
            assertThatThrownBy(groups::mandatory)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("MANDATORY")
                    .hasMessageContaining("nothing was done");
            tx.execute(() -> assertThat(groups.mandatory()).isPresent());
        });
    }

    @Test
    void notSupportedRunsOutsideTheGroup() {
        withBeans((groups, tx) -> tx.execute(() -> {
            assertThat(groups.notSupported()).isEmpty();
            assertThat(groups.current()).isPresent();
            return null;
        }));
    }

    @Test
    void neverFailsInAGroup() {
        withBeans((groups, tx) -> {
            assertThat(groups.never()).isEmpty();
            tx.execute(() -> {
                assertThatThrownBy(groups::never).hasMessageContaining("NEVER");
                return null;
            });
        });
    }

    @Test
    void aLocalTransactionWaitsWhileAnotherGroupRuns() {
        runner.run(context -> {
            Groups groups = context.getBean(Groups.class);
            RecordingTransactions local = context.getBean(RecordingTransactions.class);

            groups.localThenRequiresNew(groups);

            assertThat(local.events)
                    .containsExactly(
                            "begin in a group",
                            "suspend alone",
                            "begin in a group",
                            "commit in a group",
                            "resume alone",
                            "commit in a group");
        });
    }

    @Test
    void aGroupDoesNotBeginInsideALocalTransactionThatIsNotItsOwn() {
        withBeans((groups, tx) -> assertThatThrownBy(() -> groups.localThenRequired(groups))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Groups.required")
                .hasMessageContaining("localThenRequired")
                .hasMessageContaining("Nothing was done"));
    }

    @Test
    void aCallerIsToldOfARollbackThatTheMethodAskedFor() {
        runner.run(context -> {
            TxContext current = context.getBean(TxContext.class);
            assertThatThrownBy(() -> context.getBean(TxTemplate.class).execute(() -> {
                        current.setRollbackOnly("out of stock");
                        assertThat(current.isRollbackOnly()).isTrue();
                        return "a result";
                    }))
                    .isInstanceOf(TxRolledBackException.class)
                    .hasMessageContaining("out of stock");
        });
    }

    @Test
    void aCheckedExceptionOfTheTemplatesWorkComesOut() {
        withBeans((groups, tx) -> assertThatThrownBy(() -> tx.execute(() -> {
                    throw new IOException("disk");
                }))
                .isInstanceOf(IOException.class));
    }

    @Test
    void outsideAnyGroupTheContextSaysSo() {
        runner.run(context -> assertThatThrownBy(
                        () -> context.getBean(TxContext.class).setRollbackOnly("why"))
                .hasMessageContaining("runs in no group"));
    }

    private interface Script {
        void run(Groups groups, TxTemplate tx) throws Exception;
    }

    private void withBeans(Script script) {
        runner.run(context -> script.run(context.getBean(Groups.class), context.getBean(TxTemplate.class)));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    static class Application {
        @Bean
        RecordingTransactions transactionManager(CurrentCall current) {
            return new RecordingTransactions(current);
        }

        @Bean
        Groups groups(TxContext context) {
            return new Groups(context);
        }
    }

    static class Groups {
        private final TxContext context;

        Groups(TxContext context) {
            this.context = context;
        }

        public Optional<GroupId> current() {
            return context.groupId();
        }

        @TxTransaction
        @Transactional
        public Optional<GroupId> required() {
            return context.groupId();
        }

        @TxTransaction(propagation = TxPropagation.REQUIRES_NEW)
        @Transactional
        public Optional<GroupId> requiresNew() {
            return context.groupId();
        }

        @TxTransaction(propagation = TxPropagation.REQUIRES_NEW)
        public Optional<GroupId> requiresNewAndFails() {
            throw new IllegalArgumentException("on purpose");
        }

        @TxTransaction(propagation = TxPropagation.SUPPORTS)
        public Optional<GroupId> supports() {
            return context.groupId();
        }

        @TxTransaction(propagation = TxPropagation.MANDATORY)
        public Optional<GroupId> mandatory() {
            return context.groupId();
        }

        @TxTransaction(propagation = TxPropagation.NOT_SUPPORTED)
        public Optional<GroupId> notSupported() {
            return context.groupId();
        }

        @TxTransaction(propagation = TxPropagation.NEVER)
        public Optional<GroupId> never() {
            return context.groupId();
        }

        @TxTransaction
        @Transactional
        public void localThenRequiresNew(Groups proxied) {
            proxied.requiresNew();
        }

        @Transactional
        public void localThenRequired(Groups proxied) {
            proxied.required();
        }
    }
}
