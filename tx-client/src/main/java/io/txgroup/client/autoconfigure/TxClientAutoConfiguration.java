package io.txgroup.client.autoconfigure;

import io.txgroup.client.TxContext;
import io.txgroup.client.TxOutcomes;
import io.txgroup.client.TxTemplate;
import io.txgroup.client.advisor.AnnotatedTypeCheck;
import io.txgroup.client.advisor.TxTransactionAdvisor;
import io.txgroup.client.compensation.RepeatableMethods;
import io.txgroup.client.core.ClientRules;
import io.txgroup.client.core.Repeating;
import io.txgroup.client.core.Surroundings;
import io.txgroup.client.core.UnitListener;
import io.txgroup.client.core.Units;
import io.txgroup.client.event.FakeCommitWatch;
import io.txgroup.client.event.TxEventListenerFactory;
import io.txgroup.client.net.ConnectionSettings;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.net.ManagerDirectory;
import io.txgroup.client.running.LocalTransactions;
import io.txgroup.client.running.ManagersOutcomes;
import io.txgroup.client.running.ThreadCalls;
import io.txgroup.client.running.TxRunner;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.transaction.PlatformTransactionManager;

/** Lets a service take part in groups: its threads, its units, its connections to managers and the advisor. */
@AutoConfiguration(afterName = "org.springframework.cloud.client.CommonsClientAutoConfiguration")
@EnableConfigurationProperties(TxClientProperties.class)
@ConditionalOnProperty(name = "tx.client.enabled", matchIfMissing = true)
@Import({
    TxClientAutoConfiguration.Proxies.class,
    TxClientAutoConfiguration.WithLocalTransactions.class,
    CompensationConfiguration.class,
    EurekaManagers.class
})
public final class TxClientAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ThreadCalls txThreadCalls(TxClientProperties properties, ObjectProvider<Units> units) {
        return properties.unannotated() == TxClientProperties.Unannotated.JOIN
                ? ThreadCalls.joiningWholeRequests(units::getObject)
                : new ThreadCalls();
    }

    @Bean
    @ConditionalOnMissingBean
    TxRunner txRunner(
            Units units, ThreadCalls threads, ObjectProvider<LocalTransactions> local, TxClientProperties properties) {
        return new TxRunner(units, threads, local.getIfAvailable(() -> LocalTransactions.NONE), properties.timeout());
    }

    @Bean
    @ConditionalOnMissingBean
    TxContext txContext(CurrentCall currentCall) {
        return new TxContext(currentCall);
    }

    @Bean
    @ConditionalOnMissingBean
    TxTemplate txTemplate(TxRunner runner) {
        return new TxTemplate(runner);
    }

    @Bean
    static AnnotatedTypeCheck txAnnotatedTypeCheck() {
        return new AnnotatedTypeCheck();
    }

    @Bean
    static TxEventListenerFactory txEventListenerFactory(ObjectProvider<CurrentCall> currentCall) {
        return new TxEventListenerFactory(currentCall::getObject);
    }

    @Bean
    @ConditionalOnMissingBean
    TxOutcomes txOutcomes(Units units) {
        return new ManagersOutcomes(units);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static TxTransactionAdvisor txTransactionAdvisor(
            ObjectProvider<TxRunner> runner, ObjectProvider<RepeatableMethods> repeatable) {
        return new TxTransactionAdvisor(runner::getObject, repeatable::getObject);
    }

    @Bean
    ClientThreads txClientThreads(TxClientProperties properties) {
        return new ClientThreads(properties.workers(), properties.compensation().threads(), properties.drainTimeout());
    }

    @Bean
    ProcessId txProcessId(TxClientProperties properties, Environment environment) {
        String service = properties.service() == null
                ? environment.getProperty("spring.application.name", "")
                : properties.service();
        if (service.isBlank()) {
            throw new MissingSettingException(
                    "This service has no name, so the managers can't tell it from others.",
                    "Set spring.application.name, or tx.client.service if the managers shall know it by another name.");
        }
        String instance = properties.instance() == null ? hostName() : properties.instance();
        byte[] process = new byte[12];
        new SecureRandom().nextBytes(process);
        return new ProcessId(service, instance, HexFormat.of().formatHex(process));
    }

    /** The host's name, also where it does not resolve, as in many a container. */
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    ManagerConnections txManagerConnections(
            ProcessId self, TxClientProperties properties, ObjectProvider<ManagerDirectory> directory) {
        if (properties.secret() == null || properties.secret().isBlank()) {
            throw new MissingSettingException(
                    "The service " + self.service() + " has no secret, so no manager would let it in.",
                    "Set tx.client.secret to the secret that the managers have for it in tx.manager.secrets."
                            + self.service() + " (" + Secret.HOW_TO_MAKE_ONE + "). Keep it out of your repository, for"
                            + " instance in the environment variable TX_CLIENT_SECRET. In a test without managers set"
                            + " tx.client.enabled=false.");
        }
        Secret secret = Secret.of(properties.secret());
        return new ManagerConnections(
                ConnectionSettings.of(self, secret),
                ManagersChoice.of(properties, self, secret, directory::getIfAvailable));
    }

    @Bean
    @ConditionalOnMissingBean
    Units txUnits(
            ProcessId self,
            ManagerConnections connections,
            ClientThreads threads,
            ObjectProvider<UnitListener> listeners,
            ObjectProvider<ResourceRecovery> recoverable,
            Repeating repeating) {
        Surroundings.Time time = new Surroundings.Time(System::nanoTime, System::currentTimeMillis);
        Surroundings around =
                new Surroundings(self, connections, threads.workers(), threads.listeners(), time, new SecureRandom());
        Units units = new Units(
                around,
                new ClientRules(),
                UnitListener.all(listeners.orderedStream().toList()),
                () -> recoverable.orderedStream().toList(),
                repeating);
        threads.drive(units, connections);
        return units;
    }

    @Bean
    ManagerSearch txManagerSearch(ManagerConnections connections, Units units) {
        return new ManagerSearch(connections, units);
    }

    /** Where Spring manages local transactions. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(PlatformTransactionManager.class)
    static final class WithLocalTransactions {
        @Bean
        @ConditionalOnMissingBean
        LocalTransactions txLocalTransactions(ObjectProvider<PlatformTransactionManager> managers) {
            return new SpringLocalTransactions(() -> managers.orderedStream().toList());
        }

        @Bean
        FakeCommitWatch txFakeCommitWatch(ObjectProvider<CurrentCall> currentCall) {
            return new FakeCommitWatch(currentCall::getObject);
        }
    }

    /** Sees to it that there is something that applies the advisor, also where no transaction manager asks for it. */
    static final class Proxies implements ImportBeanDefinitionRegistrar {
        @Override
        public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
            AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
            AopConfigUtils.forceAutoProxyCreatorToUseClassProxying(registry);
        }
    }
}
