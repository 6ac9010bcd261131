package io.txgroup.verification.crash.service;

import io.txgroup.client.TxContext;
import io.txgroup.client.TxTransaction;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.GroupId;
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

/** A service that takes orders, or that pays and has another one take the order. Ids and order numbers come from the database. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataRedisAutoConfiguration.class)
@Import(Controls.class)
public class Shop {
    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }

    /** What is done in one transaction. */
    public static class Desk {
        private final JdbcTemplate jdbc;
        private final RestClient client;
        private final TxContext context;

        Desk(JdbcTemplate jdbc, RestClient.Builder clients, TxContext context) {
            this.jdbc = jdbc;
            this.client = clients.build();
            this.context = context;
        }

        /** Takes an order, which gets its id and its order number here, and books what was paid for it. */
        @TxTransaction
        @Transactional
        public void order(long request, int account, long amount) {
            jdbc.update("insert into orders(request, group_id) values (?, ?)", request, group());
            book(request, account, amount);
        }

        /**
         * Pays for an order, and has it taken.
         *
         * @return the group's name
         */
        @TxTransaction(timeoutSeconds = 20)
        @Transactional
        public String buy(long request, int account, long amount, String seller) {
            book(request, account, -amount);
            client.post()
                    .uri(
                            seller + "/orders?request={request}&account={account}&amount={amount}",
                            request,
                            account,
                            amount)
                    .retrieve()
                    .toBodilessEntity();
            return group();
        }

        /**
         * Pays for an order, and has it taken by a service that calls a third one. If its work is lost, all of it is run again,
         * perhaps not the same way.
         *
         * @param otherwise whether it calls the third service itself when it is run again
         * @return the group's name
         */
        @TxTransaction(timeoutSeconds = 20, compensation = Compensation.STARTER)
        @Transactional
        public String buyThrough(
                long request, int account, long amount, String seller, String third, boolean otherwise) {
            book(request, account, -amount);
            if (otherwise && context.isRedo()) {
                note(request, third);
            } else {
                client.post()
                        .uri(
                                seller + "/forwards?request={request}&account={account}&amount={amount}&third={third}",
                                request,
                                account,
                                amount,
                                third)
                        .retrieve()
                        .toBodilessEntity();
            }
            return group();
        }

        /** Takes an order, and has a third service note it. */
        @TxTransaction
        @Transactional
        public void forward(long request, int account, long amount, String third) {
            jdbc.update("insert into orders(request, group_id) values (?, ?)", request, group());
            book(request, account, amount);
            note(request, third);
        }

        private void note(long request, String third) {
            client.post()
                    .uri(third + "/notes?request={request}", request)
                    .retrieve()
                    .toBodilessEntity();
        }

        /** Notes that an order was taken somewhere else. */
        @TxTransaction
        @Transactional
        public void note(long request) {
            jdbc.update("insert into note(request, group_id) values (?, ?)", request, group());
        }

        private void book(long request, int account, long amount) {
            jdbc.update(
                    "insert into movement(request, group_id, account, amount) values (?, ?, ?, ?)",
                    request,
                    group(),
                    account,
                    amount);
            jdbc.update("update account set balance = balance + ? where id = ?", amount, account);
        }

        private String group() {
            return context.groupId().map(GroupId::toString).orElse("none");
        }
    }

    /** What can be called. */
    @RestController
    public static class Counter {
        private final Desk desk;

        Counter(Desk desk) {
            this.desk = desk;
        }

        @PostMapping("/orders")
        void order(
                @RequestParam("request") long request,
                @RequestParam("account") int account,
                @RequestParam("amount") long amount) {
            desk.order(request, account, amount);
        }

        @PostMapping("/purchases")
        String buy(
                @RequestParam("request") long request,
                @RequestParam("account") int account,
                @RequestParam("amount") long amount,
                @RequestParam("seller") String seller) {
            return desk.buy(request, account, amount, seller);
        }

        @PostMapping("/forwards")
        void forward(
                @RequestParam("request") long request,
                @RequestParam("account") int account,
                @RequestParam("amount") long amount,
                @RequestParam("third") String third) {
            desk.forward(request, account, amount, third);
        }

        @PostMapping("/notes")
        void note(@RequestParam("request") long request) {
            desk.note(request);
        }

        @PostMapping("/chains")
        String buyThrough(
                @RequestParam("request") long request,
                @RequestParam("account") int account,
                @RequestParam("amount") long amount,
                @RequestParam("seller") String seller,
                @RequestParam("third") String third,
                @RequestParam("otherwise") boolean otherwise) {
            return desk.buyThrough(request, account, amount, seller, third, otherwise);
        }
    }

    @Bean
    Desk desk(JdbcTemplate jdbc, RestClient.Builder clients, TxContext context) {
        return new Desk(jdbc, clients, context);
    }
}
