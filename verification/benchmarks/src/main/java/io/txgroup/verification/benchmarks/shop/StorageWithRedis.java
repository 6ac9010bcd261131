package io.txgroup.verification.benchmarks.shop;

import io.txgroup.client.TxTransaction;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** The storage, which also keeps its movements in Redis, for whoever asks often. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(Storage.Counter.class)
public class StorageWithRedis {
    /** The hash of all movements. */
    public static final String MOVEMENTS = "movements";

    public static void main(String[] args) {
        SpringApplication.run(StorageWithRedis.class, args);
    }

    /** What is done in one transaction. */
    public static class Stock extends Storage.Stock {
        private final StringRedisTemplate redis;

        Stock(JdbcTemplate jdbc, StringRedisTemplate redis) {
            super(jdbc);
            this.redis = redis;
        }

        @Override
        @TxTransaction
        @Transactional
        public void take(long number, int item) {
            super.take(number, item);
            redis.opsForHash().put(MOVEMENTS, Long.toString(number), Integer.toString(item));
            redis.opsForValue().set("last:" + item, Long.toString(number));
        }
    }

    @Bean
    Stock stock(JdbcTemplate jdbc, StringRedisTemplate redis) {
        return new Stock(jdbc, redis);
    }
}
