package io.txgroup.samples.storage;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The storage service, on H2, with a counter of the stock in Redis. */
@SpringBootApplication(proxyBeanMethods = false)
public class StorageApplication {
    public static void main(String[] args) {
        new SpringApplicationBuilder(StorageApplication.class)
                .properties("spring.config.name=storage")
                .run(args);
    }
}
