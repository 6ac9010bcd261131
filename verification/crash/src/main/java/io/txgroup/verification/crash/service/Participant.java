package io.txgroup.verification.crash.service;

import io.txgroup.client.TxTransaction;
import io.txgroup.client.core.ManagerLink;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** The service that is struck; it can start orders too, with another one of its kind as participant. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
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
        private final ManagerLink managers;

        Api(Books books, ManagerLink managers) {
            this.books = books;
            this.managers = managers;
        }

        /** What keeps it from taking part in groups; empty if nothing does. */
        @GetMapping("/trouble")
        String trouble() {
            return managers.trouble().map(Object::toString).orElse("");
        }

        @PostMapping("/take")
        void take(@RequestParam("number") long number) {
            books.take(number);
        }

        @PostMapping("/orders")
        void place(@RequestParam("number") long number, @RequestParam("participant") String participant) {
            books.place(number, participant);
        }

        @PostMapping("/arm")
        void arm(@RequestParam("point") Point point, @RequestParam("target") Target target) {
            Strikes.arm(point, target);
        }

        @GetMapping("/armed")
        boolean armed() {
            return Strikes.isArmed();
        }
    }

    @Bean
    Books books(JdbcTemplate jdbc, RestClient.Builder clients, @Value("${crash.own:orders}") String own) {
        return new Books(jdbc, clients, own);
    }
}
