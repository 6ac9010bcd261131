package io.txgroup.client.autoconfigure;

import io.micrometer.context.ContextRegistry;
import io.txgroup.client.running.ThreadCalls;
import io.txgroup.protocol.ProcessId;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;

/** Takes the group along to other threads, where Micrometer's context propagation is on the class path. */
@AutoConfiguration(after = {TxClientAutoConfiguration.class, TaskExecutionAutoConfiguration.class})
@ConditionalOnClass(ContextRegistry.class)
@ConditionalOnBean(ThreadCalls.class)
public final class TxThreadsAutoConfiguration {
    @Bean
    BranchAccessor txBranchAccessor(ProcessId self, ThreadCalls threads) {
        return new BranchAccessor(self, threads);
    }

    /** What Spring Boot itself installs only when it is asked to; an explicit no is a no. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = "spring.task.execution.propagate-context", matchIfMissing = true)
    ContextPropagatingTaskDecorator txContextPropagatingTaskDecorator() {
        return new ContextPropagatingTaskDecorator();
    }
}
