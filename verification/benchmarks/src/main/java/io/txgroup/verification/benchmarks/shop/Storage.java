package io.txgroup.verification.benchmarks.shop;

import io.txgroup.client.TxTransaction;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Takes items from stock, and remembers for which order. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataRedisAutoConfiguration.class)
public class Storage {
    public static void main(String[] args) {
        SpringApplication.run(Storage.class, args);
    }

    /** What is done in one transaction. */
    public static class Stock {
        private final JdbcTemplate jdbc;

        Stock(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        /** Takes one. */
        @TxTransaction
        @Transactional
        public void take(long number, int item) {
            jdbc.update("insert into movement(number, item) values (?, ?)", number, item);
            jdbc.update("update stock set taken = taken + 1 where item = ?", item);
        }
    }

    /** Gives items out. */
    @RestController
    public static class Counter {
        private final Stock stock;

        Counter(Stock stock) {
            this.stock = stock;
        }

        @PostMapping("/take")
        void take(@RequestParam("number") long number, @RequestParam("item") int item) {
            stock.take(number, item);
        }
    }

    @Bean
    Stock stock(JdbcTemplate jdbc) {
        return new Stock(jdbc);
    }
}
