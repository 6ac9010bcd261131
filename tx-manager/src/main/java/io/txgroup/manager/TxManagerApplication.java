package io.txgroup.manager;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts a manager. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class TxManagerApplication {
    /** Starts a manager with the given command line. */
    public static void main(String[] args) {
        SpringApplication.run(TxManagerApplication.class, args);
    }
}
