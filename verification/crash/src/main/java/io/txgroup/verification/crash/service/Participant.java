package io.txgroup.verification.crash.service;

import io.txgroup.client.TxTransaction;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** The service that is struck; it can start orders too, with another one of its kind as participant. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataRedisAutoConfiguration.class)
@Import(Controls.class)
public class Participant {
    public static void main(String[] args) {
        SpringApplication.run(Participant.class, args);
    }

    /** What is done in one transaction. */
    public static class Books {
        private final JdbcTemplate jdbc;
        private final RestClient client;
        private final String own;

        Books(JdbcTemplate jdbc, RestClient.Builder clients, String own) {
            this.jdbc = jdbc;
            this.client = clients.build();
            this.own = own;
        }

        /** Writes a movement. */
        @TxTransaction
        @Transactional
        public void take(long number) {
            jdbc.update("insert into movement(number) values (?)", number);
        }

        /** Writes an order, and has a participant write a movement. */
        @TxTransaction(timeoutSeconds = 8)
        @Transactional
        public void place(long number, String participant) {
            jdbc.update("insert into " + own + "(number) values (?)", number);
            client.post()
                    .uri(participant + "/take?number={number}", number)
                    .retrieve()
                    .toBodilessEntity();
        }
    }

    /** What can be called. */
    @RestController
    public static class Api {
        private final Books books;

        Api(Books books) {
            this.books = books;
        }

        @PostMapping("/take")
        void take(@RequestParam("number") long number) {
            books.take(number);
        }

        @PostMapping("/orders")
        void place(@RequestParam("number") long number, @RequestParam("participant") String participant) {
            books.place(number, participant);
        }
    }

    @Bean
    Books books(JdbcTemplate jdbc, RestClient.Builder clients, @Value("${crash.own:orders}") String own) {
        return new Books(jdbc, clients, own);
    }
}
