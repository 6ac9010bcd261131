package io.txgroup.client.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txgroup.client.TxOutcomes;
import io.txgroup.client.observing.GroupMeters;
import io.txgroup.client.observing.TxEndpoint;
import io.txgroup.client.observing.TxHealth;
import io.txgroup.client.running.TxDefinition;
import io.txgroup.client.running.TxRunner;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TxObservingAutoConfigurationTests {
    private static final TxDefinition PLACE = TxDefinition.labelled("Orders.place");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(TxClientAutoConfiguration.class, TxObservingAutoConfiguration.class))
            .withPropertyValues(
                    "spring.application.name=order",
                    "tx.client.secret=0123456789abcdef",
                    "tx.client.manager-addresses=127.0.0.1:1",
                    "management.endpoints.web.exposure.include=tx");

    @Test
    void aServiceWithoutActuatorAndMicrometerStarts() {
        runner.withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.actuate", "org.springframework.boot.health", "io.micrometer"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(TxRunner.class)
                        .hasSingleBean(TxOutcomes.class)
                        .doesNotHaveBean("txHealthIndicator")
                        .doesNotHaveBean("txEndpoint")
                        .doesNotHaveBean("txGroupMeters"));
    }

    @Test
    void eachOfThemIsThereAlone() {
        runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class, MeterBinder.class))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(TxEndpoint.class));
        runner.withClassLoader(new FilteredClassLoader(Endpoint.class, MeterBinder.class))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(TxHealth.class));
        runner.withClassLoader(new FilteredClassLoader(Endpoint.class, HealthIndicator.class))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(GroupMeters.class));
    }

    @Test
    void nothingIsThereWhereGroupsAreSwitchedOff() {
        runner.withPropertyValues("tx.client.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(TxHealth.class)
                .doesNotHaveBean(TxEndpoint.class)
                .doesNotHaveBean(GroupMeters.class));
    }

    @Test
    void healthAndEndpointCanBeSwitchedOff() {
        runner.withPropertyValues("management.health.tx.enabled=false", "management.endpoint.tx.access=NONE")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(TxHealth.class)
                        .doesNotHaveBean(TxEndpoint.class));
    }

    @Test
    void healthIsDownAndSaysWhatIsUnreachableSinceWhen() {
        runner.run(context -> {
            Health health = context.getBean(TxHealth.class).health();

            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsKeys("unreachable", "sinceMillis", "managers");
        });
    }

    @Test
    void theEndpointShowsAGroupWhileItRunsAndWhereManagersComeFrom() {
        runner.run(context -> {
            TxEndpoint endpoint = context.getBean(TxEndpoint.class);
            run(context, () -> {
                TxEndpoint.Report report = endpoint.report();
                assertThat(report.groupCount()).isOne();
                assertThat(report.groups()).singleElement().satisfies(group -> {
                    assertThat(group.label()).isEqualTo("Orders.place");
                    assertThat(group.state()).isEqualTo("OPEN");
                    assertThat(group.callPaths()).containsExactly("0");
                    assertThat(group.running()).isOne();
                    assertThat(group.timeLeftMillis()).isBetween(1L, 30_000L);
                });
                assertThat(report.managersFoundBy()).contains("127.0.0.1:1");
            });
        });
    }

    @Test
    void theEndpointRefusesWhatIsNoGroupsName() {
        runner.run(context -> assertThatThrownBy(
                        () -> context.getBean(TxEndpoint.class).find("yesterday's"))
                .isInstanceOf(InvalidEndpointRequestException.class));
    }

    @Test
    void groupsAreCountedByOutcomeAndCause() {
        runner.withBean(SimpleMeterRegistry.class).run(context -> {
            MeterRegistry registry = bound(context);
            run(context, () -> assertThat(registry.get("tx.units").gauge().value())
                    .isOne());
            assertThatThrownBy(() -> run(context, () -> {
                        throw new IllegalStateException("sold out");
                    }))
                    .hasMessage("sold out");

            Timer committed = registry.get("tx.groups")
                    .tags("outcome", "committed", "cause", "none", "alone", "true")
                    .timer();
            Timer rolledBack = registry.get("tx.groups")
                    .tags("outcome", "rolled_back", "cause", "method_threw")
                    .timer();
            assertThat(committed.count()).isOne();
            assertThat(committed.takeSnapshot().histogramCounts()).isNotEmpty();
            assertThat(rolledBack.count()).isOne();
            assertThat(registry.get("tx.managers.usable").gauge().value()).isZero();
            assertThat(registry.get("tx.held").gauge().value()).isZero();
        });
    }

    @Test
    void everyMeterHasADescriptionAndAFewTags() {
        runner.withBean(SimpleMeterRegistry.class).run(context -> {
            MeterRegistry registry = bound(context);
            run(context, () -> {});

            List<Meter> ours = registry.getMeters().stream()
                    .filter(meter -> !meter.getId().getName().endsWith(".histogram"))
                    .toList();
            assertThat(ours).hasSizeGreaterThan(6).allSatisfy(meter -> {
                assertThat(meter.getId().getName()).startsWith("tx.");
                assertThat(meter.getId().getDescription()).isNotBlank();
                assertThat(meter.getId().getTags()).hasSizeLessThan(4);
            });
        });
    }

    /** As Spring Boot does it once the context is there. */
    private static MeterRegistry bound(AssertableApplicationContext context) {
        MeterRegistry registry = context.getBean(MeterRegistry.class);
        context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(registry));
        return registry;
    }

    private static void run(AssertableApplicationContext context, Runnable body) throws Throwable {
        context.getBean(TxRunner.class).run(PLACE, () -> {
            body.run();
            return null;
        });
    }
}
