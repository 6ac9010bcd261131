package io.txgroup.samples.ledger;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The ledger service, on MariaDB. */
@SpringBootApplication(proxyBeanMethods = false)
public class LedgerApplication {
    public static void main(String[] args) {
        new SpringApplicationBuilder(LedgerApplication.class)
                .properties("spring.config.name=ledger")
                .run(args);
    }
}
