package io.txgroup.verification.acceptance.shop;

import io.txgroup.client.TxTransaction;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The service that is called. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Storage {
    /** Work in a local transaction. */
    public static class Stock {
        private final JdbcTemplate jdbc;

        Stock(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        /** Writes a movement, and fails afterwards if it is told to. */
        @TxTransaction
        @Transactional
        public void take(String item, boolean fail) {
            jdbc.update("insert into movement(item) values (?)", item);
            if (fail) {
                throw new IllegalStateException("no more " + item);
            }
        }

        /** Writes without taking part in groups. */
        public void takeUnannotated(String item) {
            jdbc.update("insert into movement(item) values (?)", item);
        }
    }

    /** What can be called over HTTP. */
    @RestController
    public static class Api {
        private final Stock stock;

        Api(Stock stock) {
            this.stock = stock;
        }

        @PostMapping("/take")
        String take(@RequestParam String item, @RequestParam(defaultValue = "false") boolean fail) {
            stock.take(item, fail);
            return "taken";
        }

        @PostMapping("/take-unannotated")
        String takeUnannotated(@RequestParam String item) {
            stock.takeUnannotated(item);
            return "taken";
        }

        @PostMapping("/take-twice")
        String takeTwice(@RequestParam String item) {
            stock.take(item, false);
            stock.take(item, false);
            return "taken";
        }
    }

    @Bean
    Stock stock(JdbcTemplate jdbc) {
        return new Stock(jdbc);
    }
}
