package io.txgroup.verification.matrix;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.txgroup.client.running.ThreadCalls;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** An application with one client, and a second database beside the first. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class MatrixApplication {
    @Bean
    ObedientManager obedientManager() {
        return new ObedientManager();
    }

    @Bean
    ThreadCalls threadCalls(ObedientManager manager) {
        return manager.threads();
    }

    @Bean(defaultCandidate = false)
    @Qualifier("second")
    DataSource second(Environment environment) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(environment.getRequiredProperty("matrix.second"));
        pool.setMaximumPoolSize(2);
        pool.setMinimumIdle(0);
        return new HikariDataSource(pool);
    }
}
