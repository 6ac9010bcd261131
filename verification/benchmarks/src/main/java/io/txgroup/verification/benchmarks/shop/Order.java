package io.txgroup.verification.benchmarks.shop;

import io.txgroup.client.TxTransaction;
import org.springframework.beans.factory.annotation.Value;
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
import org.springframework.web.client.RestClient;

/** Writes an order and takes the item from the storage. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataRedisAutoConfiguration.class)
public class Order {
    public static void main(String[] args) {
        SpringApplication.run(Order.class, args);
    }

    /** What is done in one transaction. */
    public static class Orders {
        private final JdbcTemplate jdbc;
        private final RestClient storage;

        Orders(JdbcTemplate jdbc, RestClient storage) {
            this.jdbc = jdbc;
            this.storage = storage;
        }

        /** Places one order. */
        @TxTransaction
        @Transactional
        public void place(long number, int item) {
            jdbc.update("insert into orders(number, item) values (?, ?)", number, item);
            storage.post()
                    .uri("/take?number={number}&item={item}", number, item)
                    .retrieve()
                    .toBodilessEntity();
        }
    }

    /** Takes orders in. */
    @RestController
    public static class Counter {
        private final Orders orders;

        Counter(Orders orders) {
            this.orders = orders;
        }

        @PostMapping("/orders")
        void place(@RequestParam("number") long number, @RequestParam("item") int item) {
            orders.place(number, item);
        }
    }

    @Bean
    Orders orders(JdbcTemplate jdbc, RestClient.Builder client, @Value("${shop.storage}") String storage) {
        return new Orders(jdbc, client.baseUrl(storage).build());
    }
}
