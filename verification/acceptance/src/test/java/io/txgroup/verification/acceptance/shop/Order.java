package io.txgroup.verification.acceptance.shop;

import io.txgroup.client.TxTransaction;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** The service that starts groups. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Order {
    /** What it does in one group. */
    public static class Orders {
        private final JdbcTemplate jdbc;
        private final RestClient storage;

        Orders(JdbcTemplate jdbc, RestClient storage) {
            this.jdbc = jdbc;
            this.storage = storage;
        }

        /** Writes an order and takes the item. */
        @TxTransaction(timeoutSeconds = 10)
        public void place(String item) {
            write(item);
            call("/take?item={item}", item);
        }

        /** Writes an order, takes the item, and fails. */
        @TxTransaction(timeoutSeconds = 10)
        public void placeAndFail(String item) {
            write(item);
            call("/take?item={item}", item);
            throw new IllegalStateException("changed my mind about " + item);
        }

        /** Calls a storage that writes and fails. */
        @TxTransaction(timeoutSeconds = 10)
        public void placeWhatFails(String item) {
            write(item);
            call("/take?fail=true&item={item}", item);
        }

        /** As before, but thinks it knows better. */
        @TxTransaction(timeoutSeconds = 10)
        public void placeAndSwallow(String item) {
            write(item);
            try {
                call("/take?fail=true&item={item}", item);
            } catch (RestClientException swallowed) {
                jdbc.update("insert into orders(item) values (?)", item + " swallowed");
            }
        }

        /** Calls a path of the storage that is given. */
        @TxTransaction(timeoutSeconds = 10)
        public void placeBy(String path, String item) {
            write(item);
            call(path, item);
        }

        /** Nothing but a local write. */
        @TxTransaction(timeoutSeconds = 10)
        public void note(String item) {
            write(item);
        }

        private void write(String item) {
            jdbc.update("insert into orders(item) values (?)", item);
        }

        private void call(String path, String item) {
            storage.post().uri(path, item).retrieve().toBodilessEntity();
        }
    }

    @Bean
    Orders orders(JdbcTemplate jdbc, RestClient.Builder client, @Value("${shop.storage}") String storage) {
        return new Orders(jdbc, client.baseUrl(storage).build());
    }
}
