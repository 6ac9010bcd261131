package io.txgroup.client.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.Sensitive;
import io.txgroup.client.TxPropagation;
import io.txgroup.client.TxTransaction;
import io.txgroup.client.compensation.RepeatableMethod;
import io.txgroup.client.compensation.RepeatableMethods;
import io.txgroup.client.core.CannotRepeatException;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.TxContextCarrier;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class RepeatableBeansTests {
    private static final String PLACE =
            "io.txgroup.client.autoconfigure.RepeatableBeansTests$Orders.place(java.util.List,java.lang.String)";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TxClientAutoConfiguration.class))
            .withUserConfiguration(Application.class)
            .withPropertyValues(
                    "spring.application.name=order",
                    "tx.client.secret=a secret of more than sixteen bytes",
                    "tx.client.manager-addresses=127.0.0.1:1");

    private static Invocation entered(RepeatableMethods methods, String id, Object... arguments) {
        RepeatableMethod known = methods.find(id).orElseThrow();
        return methods.invocation(
                CallPath.ROOT, known.method(), known.method().getDeclaringClass(), known.definition(), arguments);
    }

    @Test
    void aMethodIsRunAgainThroughItsProxyWithArgumentsAndContext(CapturedOutput output) {
        runner.run(context -> {
            RepeatableMethods methods = context.getBean(RepeatableMethods.class);
            Tenant tenant = context.getBean(Tenant.class);
            tenant.now = "blue";
            List<Item> items = new ArrayList<>(List.of(new Item("nail", 3)));
            Invocation invocation = entered(methods, PLACE, items, "a secret");
            items.clear();
            tenant.now = null;
            FakeUnit unit = new FakeUnit();

            methods.prepare(invocation).run(unit.call(CallPath.ROOT));

            assertThat(context.getBean(Orders.class).log())
                    .containsExactly("[Item[name=nail, count=3]] a secret for blue in " + unit.groupId());
            assertThat(invocation.sensitive()).containsExactly("/1");
            assertThat(tenant.now).isNull();
            assertThat(unit.vetoes()).isEmpty();
            assertThat(context.getBean(CurrentCall.class).scope()).isEmpty();
            assertThat(output).doesNotContain("a secret");
        });
    }

    @Test
    void whatTheMethodThrowsVetoesUnlessItIsDeclaredNotTo() {
        runner.run(context -> {
            RepeatableMethods methods = context.getBean(RepeatableMethods.class);
            FakeUnit unit = new FakeUnit();

            methods.prepare(entered(methods, "orders-pay", 1)).run(unit.call(CallPath.ROOT));
            assertThat(unit.vetoes()).isEmpty();
            methods.prepare(entered(methods, "orders-pay", -1)).run(unit.call(CallPath.ROOT));
            assertThat(unit.vetoes()).isNotEmpty().allMatch(veto -> veto.contains("out of money"));
        });
    }

    @Test
    void whatWasDoneOutsideOfTheGroupIsNotDoneAgain() {
        runner.run(context -> {
            RepeatableMethods methods = context.getBean(RepeatableMethods.class);
            FakeUnit unit = new FakeUnit();
            String id = "io.txgroup.client.autoconfigure.RepeatableBeansTests$Outer.audited()";

            methods.prepare(entered(methods, id)).run(unit.call(CallPath.ROOT));

            assertThat(unit.vetoes()).anyMatch(veto -> veto.contains("REQUIRES_NEW"));
            assertThat(context.getBean(Orders.class).log()).isEmpty();
        });
    }

    @Test
    void aMethodWhoseArgumentsCanNotBeKeptIsToldOnceAndIsForAPerson(CapturedOutput output) {
        runner.run(context -> {
            RepeatableMethods methods = context.getBean(RepeatableMethods.class);
            String id = "io.txgroup.client.autoconfigure.RepeatableBeansTests$Orders.upload(java.io.InputStream)";

            Invocation invocation = entered(methods, id, InputStream.nullInputStream());

            assertThat(invocation.canRunAgain()).isFalse();
            assertThat(invocation.manualOnly()).contains("java.io.InputStream");
            assertThat(output.getOut()).containsOnlyOnce(id + " can't be run again by itself");
            assertThat(output).doesNotContain("Orders.silent(");
            assertThatThrownBy(() -> methods.prepare(invocation)).isInstanceOf(CannotRepeatException.class);
        });
    }

    @Test
    void aMethodOfWhichTwoBeansCouldBeMeantIsForAPerson() {
        runner.withBean("second", Outer.class).run(context -> {
            RepeatableMethods methods = context.getBean(RepeatableMethods.class);
            String id = "io.txgroup.client.autoconfigure.RepeatableBeansTests$Outer.audited()";

            assertThat(entered(methods, id).manualOnly()).contains("outer", "second");
        });
    }

    @Test
    void twoMethodsOfOneNameFailTheStart() {
        runner.withBean(Impostor.class).run(context -> assertThat(context)
                .getFailure()
                .hasMessageContaining("orders-pay")
                .hasMessageContaining("Impostor"));
    }

    @Test
    void twoCarriersOfOneNameFailTheStart() {
        runner.withBean("another", Tenant.class)
                .run(context -> assertThat(context).getFailure().hasMessageContaining("tenant"));
    }

    @Test
    void aContextThatNobodyRestoresIsNotLeftAway() {
        runner.run(context -> {
            RepeatableMethods methods = context.getBean(RepeatableMethods.class);
            Invocation foreign = new Invocation(CallPath.ROOT, "orders-pay", "[1]", List.of(), Map.of("user", "x"), "");

            assertThatThrownBy(() -> methods.prepare(foreign)).hasMessageContaining("TxContextCarrier for [user]");
        });
    }

    @Test
    void withoutJacksonEveryMethodIsForAPersonAndThatIsSaidOnce(CapturedOutput output) {
        runner.withClassLoader(new FilteredClassLoader(JsonMapper.class)).run(context -> {
            RepeatableMethods methods = context.getBean(RepeatableMethods.class);

            assertThat(entered(methods, "orders-pay", 1).manualOnly()).contains("Jackson 3");
            assertThat(output.getOut()).containsOnlyOnce("There is no Jackson 3");
            assertThat(output).doesNotContain("can't be run again by itself");
        });
    }

    @Test
    void refusesALimitThatNoMessageHasRoomFor() {
        runner.withPropertyValues("tx.client.compensation.max-size=1MB").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("tx.client.compensation.max-size")
                .hasMessageContaining("256KB"));
    }

    record Item(String name, int count) {}

    static class Tenant implements TxContextCarrier {
        private @Nullable String now;

        @Override
        public String name() {
            return "tenant";
        }

        @Override
        public Optional<String> capture() {
            return Optional.ofNullable(now);
        }

        @Override
        public Restored restore(String value) {
            now = value;
            return () -> now = null;
        }
    }

    public static class Orders {
        private final List<String> log = new ArrayList<>();
        private final CurrentCall current;
        private final Tenant tenant;

        public Orders(CurrentCall current, Tenant tenant) {
            this.current = current;
            this.tenant = tenant;
        }

        List<String> log() {
            return log;
        }

        @TxTransaction
        void place(List<Item> items, @Sensitive String secret) {
            log.add(items + " " + secret + " for " + tenant.now + " in "
                    + current.scope().orElseThrow().groupId());
        }

        @TxTransaction(id = "orders-pay", noRollbackFor = IllegalArgumentException.class)
        public void pay(int amount) {
            if (amount < 0) {
                throw new IllegalStateException("out of money");
            }
            throw new IllegalArgumentException("paid already");
        }

        @TxTransaction
        public void upload(InputStream in) {}

        @TxTransaction(compensation = Compensation.NEVER)
        public void silent(InputStream in) {}

        @TxTransaction(propagation = TxPropagation.REQUIRES_NEW)
        public void audit() {
            log.add("audited");
        }
    }

    public static class Outer {
        private final Orders orders;

        public Outer(Orders orders) {
            this.orders = orders;
        }

        @TxTransaction(propagation = TxPropagation.REQUIRES_NEW)
        public void audited() {
            orders.audit();
        }
    }

    static class Impostor {
        @TxTransaction(id = "orders-pay")
        public void pay() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {
        @Bean
        Tenant tenant() {
            return new Tenant();
        }

        @Bean
        Orders orders(CurrentCall current, Tenant tenant) {
            return new Orders(current, tenant);
        }

        @Bean
        Outer outer(Orders orders) {
            return new Outer(orders);
        }
    }
}
