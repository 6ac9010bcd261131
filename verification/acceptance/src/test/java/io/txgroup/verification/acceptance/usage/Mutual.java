package io.txgroup.verification.acceptance.usage;

import io.txgroup.client.TxTransaction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.client.RestClient;

/** A service that starts groups and is called by others at the same time. */
@Configuration(proxyBeanMethods = false)
class Mutual {
    static class Starter {
        private final JdbcTemplate jdbc;
        private final RestClient client;

        Starter(JdbcTemplate jdbc, RestClient.Builder clients) {
            this.jdbc = jdbc;
            this.client = clients.build();
        }

        /** Writes here, holds the connection, and has another service write. */
        @TxTransaction(timeoutSeconds = 6)
        @Transactional
        public void both(String item, String other) {
            jdbc.update("insert into movement(item) values (?)", item);
            client.post().uri(other + "/take?item={item}", item).retrieve().toBodilessEntity();
        }
    }

    @Bean
    Starter mutualStarter(JdbcTemplate jdbc, RestClient.Builder clients) {
        return new Starter(jdbc, clients);
    }
}
