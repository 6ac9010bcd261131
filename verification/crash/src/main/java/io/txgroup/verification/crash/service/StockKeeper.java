package io.txgroup.verification.crash.service;

import io.txgroup.client.TxTransaction;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A service that has its stock in Redis, and nothing else. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
@Import(Controls.class)
public class StockKeeper {
    /** What is left. */
    public static final String STOCK = "stock";

    /** The numbers of the orders that took some, as often as they did. */
    public static final String TAKEN = "taken";

    public static void main(String[] args) {
        SpringApplication.run(StockKeeper.class, args);
    }

    /** What is done in one transaction. */
    public static class Shelf {
        private final StringRedisTemplate redis;

        Shelf(StringRedisTemplate redis) {
            this.redis = redis;
        }

        /** Takes one for an order; every so often it fails when it has done so. */
        @TxTransaction
        public void take(long number) {
            redis.opsForValue().decrement(STOCK);
            redis.opsForList().rightPush(TAKEN, Long.toString(number));
            if (number % 17 == 0) {
                throw new IllegalStateException("Order " + number + " is one of those that fail");
            }
        }
    }

    /** What can be called. */
    @RestController
    public static class Api {
        private final Shelf shelf;

        Api(Shelf shelf) {
            this.shelf = shelf;
        }

        @PostMapping("/take")
        void take(@RequestParam("number") long number) {
            shelf.take(number);
        }
    }

    @Bean
    static StrikingRedis strikingRedis() {
        return new StrikingRedis();
    }

    @Bean
    Shelf shelf(StringRedisTemplate redis) {
        return new Shelf(redis);
    }
}
