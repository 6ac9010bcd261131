package io.txgroup.client.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.TxContext;
import io.txgroup.client.TxTemplate;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.running.TxRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.discovery.DiscoveryClient;

@ExtendWith(OutputCaptureExtension.class)
class TxClientAutoConfigurationTests {
    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TxClientAutoConfiguration.class));

    @Test
    void aServiceWithoutASecretDoesNotStartAndLearnsWhatToDo() {
        runner.withPropertyValues("spring.application.name=order", "tx.client.manager-addresses=127.0.0.1:1")
                .run(context -> {
                    assertThat(context).hasFailed();
                    MissingSettingException missing = rootOf(context.getStartupFailure());
                    assertThat(missing).hasMessageContaining("order has no secret");
                    assertThat(missing.action()).contains("tx.client.secret").contains("openssl rand");
                });
    }

    @Test
    void aServiceWithoutANameDoesNotStart() {
        runner.withPropertyValues("tx.client.secret=0123456789abcdef", "tx.client.manager-addresses=127.0.0.1:1")
                .run(context ->
                        assertThat(rootOf(context.getStartupFailure()).action()).contains("spring.application.name"));
    }

    @Test
    void aServiceThatCanFindNoManagerDoesNotStart() {
        runner.withPropertyValues("spring.application.name=order", "tx.client.secret=0123456789abcdef")
                .run(context -> assertThat(rootOf(context.getStartupFailure()).action())
                        .contains("tx.client.manager-addresses"));
    }

    @Test
    void aListOfAddressesSpeaksBeforeAUrlAndTheLogSaysWhy(CapturedOutput output) {
        runner.withPropertyValues(
                        "spring.application.name=order",
                        "tx.client.secret=0123456789abcdef",
                        "tx.client.manager-addresses=127.0.0.1:1",
                        "tx.client.managers-url=http://127.0.0.1:1/api/managers")
                .run(context -> {
                    ManagerConnections managers = context.getBean(ManagerConnections.class);
                    assertThat(managers.source())
                            .contains("the configured list")
                            .contains("127.0.0.1:1");
                    assertThat(managers.why())
                            .contains("tx.client.manager-addresses is set")
                            .contains("before tx.client.managers-url");
                    assertThat(output).containsOnlyOnce("Managers are found by the configured list");
                });
    }

    @Test
    void aUrlSpeaksBeforeDiscoveryAndCanBeWantedBeforeTheList() {
        runner.withPropertyValues(
                        "spring.application.name=order",
                        "tx.client.secret=0123456789abcdef",
                        "tx.client.managers-url=http://127.0.0.1:1/api/managers")
                .run(context -> assertThat(
                                context.getBean(ManagerConnections.class).source())
                        .isEqualTo("the URL http://127.0.0.1:1/api/managers"));
        runner.withPropertyValues(
                        "spring.application.name=order",
                        "tx.client.secret=0123456789abcdef",
                        "tx.client.discovery=url",
                        "tx.client.manager-addresses=127.0.0.1:1",
                        "tx.client.managers-url=http://127.0.0.1:1/api/managers")
                .run(context -> {
                    ManagerConnections managers = context.getBean(ManagerConnections.class);
                    assertThat(managers.source()).contains("the URL");
                    assertThat(managers.why()).isEqualTo("tx.client.discovery is url");
                });
    }

    @Test
    void aUrlThatCanNotBeAskedFailsTheStart() {
        for (String url : new String[] {"tx.example.com", ""}) {
            runner.withPropertyValues(
                            "spring.application.name=order",
                            "tx.client.secret=0123456789abcdef",
                            "tx.client.discovery=url",
                            "tx.client.managers-url=" + url)
                    .run(context -> assertThat(
                                    rootOf(context.getStartupFailure()).action())
                            .contains("/api/managers"));
        }
    }

    @Test
    void nothingOfSpringCloudIsNeededWithAListOfAddresses() {
        runner.withClassLoader(new FilteredClassLoader(DiscoveryClient.class))
                .withPropertyValues(
                        "spring.application.name=order",
                        "tx.client.secret=0123456789abcdef",
                        "tx.client.manager-addresses=127.0.0.1:1,127.0.0.1:2")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(TxRunner.class));
    }

    @Test
    void canBeSwitchedOff() {
        runner.withConfiguration(AutoConfigurations.of(TxWithoutGroupsAutoConfiguration.class))
                .withPropertyValues("tx.client.enabled=false")
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(TxRunner.class);
                    String ran = context.getBean(TxTemplate.class).execute(() -> "alone");
                    assertThat(ran).isEqualTo("alone");
                    assertThat(context.getBean(TxContext.class).isActive()).isFalse();
                });
    }

    private static MissingSettingException rootOf(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof MissingSettingException missing)) {
            cause = cause.getCause();
        }
        return missing;
    }
}
