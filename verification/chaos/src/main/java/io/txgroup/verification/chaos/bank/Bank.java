package io.txgroup.verification.chaos.bank;

import io.txgroup.client.TxContext;
import io.txgroup.client.TxException;
import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcomeUnknownException;
import io.txgroup.client.TxOutcomes;
import io.txgroup.client.core.Units;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.net.ManagerView;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.RestClient;

/** A service with accounts and a ledger of its own. All services of a run are this application. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Bank {
    /** The header by which a caller knows that the application answered, and not something on the way. */
    public static final String TOLD = "Told";

    /** The header with the group's name. */
    public static final String GROUP = "Group";

    public static void main(String[] args) {
        SpringApplication.run(Bank.class, args);
    }

    /** What can be called. */
    @RestController
    public static class Counter {
        private final Teller teller;
        private final ObjectProvider<Units> units;
        private final ObjectProvider<ManagerConnections> managers;
        private final ObjectProvider<TxOutcomes> outcomes;

        Counter(
                Teller teller,
                ObjectProvider<Units> units,
                ObjectProvider<ManagerConnections> managers,
                ObjectProvider<TxOutcomes> outcomes) {
            this.teller = teller;
            this.units = units;
            this.managers = managers;
            this.outcomes = outcomes;
        }

        @PostMapping("/book")
        ResponseEntity<String> book(
                @RequestParam("number") long number,
                @RequestParam("hops") String hops,
                @RequestParam("refusal") Refusal refusal,
                @RequestParam("starts") boolean starts) {
            String group = teller.book(number, Hop.read(hops), refusal, starts);
            return ResponseEntity.ok()
                    .header(TOLD, "SUCCESS")
                    .header(GROUP, group)
                    .body(group);
        }

        /** How many groups have a unit here. */
        @GetMapping("/units")
        int units() {
            Units all = units.getIfAvailable();
            return all == null ? 0 : all.views().size();
        }

        /** The units here in words. */
        @GetMapping("/units/all")
        String allUnits() {
            Units all = units.getIfAvailable();
            return all == null ? "" : all.views().toString();
        }

        /** How many managers can be used. */
        @GetMapping("/managers")
        long managers() {
            ManagerConnections connections = managers.getIfAvailable();
            return connections == null
                    ? 0
                    : connections.views().stream().filter(ManagerView::usable).count();
        }

        /** What the managers know of a group. */
        @GetMapping("/outcome")
        String outcome(@RequestParam("group") String group) {
            try {
                return outcomes.getObject().find(group).known().name();
            } catch (TxManagerUnavailableException e) {
                return "UNAVAILABLE";
            }
        }
    }

    /** What callers are told of failures. */
    @RestControllerAdvice
    public static class Errors {
        @ExceptionHandler
        ResponseEntity<String> handle(TxOutcomeUnknownException e) {
            return answer(HttpStatus.GATEWAY_TIMEOUT, "UNKNOWN", e.groupId().toString(), e);
        }

        @ExceptionHandler
        ResponseEntity<String> handle(TxException e) {
            return answer(HttpStatus.CONFLICT, "FAILURE", e.groupId().toString(), e);
        }

        @ExceptionHandler
        ResponseEntity<String> handle(RuntimeException e) {
            return answer(HttpStatus.BAD_GATEWAY, "FAILURE", "", e);
        }

        private static ResponseEntity<String> answer(HttpStatus status, String told, String group, Exception e) {
            return ResponseEntity.status(status)
                    .header(TOLD, told)
                    .header(GROUP, group)
                    .body(e.toString());
        }
    }

    @Bean
    Teller teller(JdbcTemplate jdbc, RestClient.Builder clients, ObjectProvider<TxContext> context) {
        return new Teller(jdbc, clients, context);
    }
}
