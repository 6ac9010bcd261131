package io.txgroup.client.autoconfigure;

import io.txgroup.client.TxContext;
import io.txgroup.client.TxTemplate;
import io.txgroup.client.running.GroupRunner;
import io.txgroup.client.running.ThreadCalls;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** With {@code tx.client.enabled=false} what the application injects is there all the same, and there are no groups. */
@AutoConfiguration
@ConditionalOnProperty(name = "tx.client.enabled", havingValue = "false")
public final class TxWithoutGroupsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    TxContext txContext() {
        return new TxContext(new ThreadCalls());
    }

    @Bean
    @ConditionalOnMissingBean
    TxTemplate txTemplate() {
        return new TxTemplate(GroupRunner.NO_GROUPS);
    }
}
