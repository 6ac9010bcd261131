package io.txgroup.samples.storage;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Counts the stock before the first order. */
@Component
class FirstCount implements ApplicationRunner {
    private final StockRepository stock;
    private final StockCounter counter;

    FirstCount(StockRepository stock, StockCounter counter) {
        this.stock = stock;
        this.counter = counter;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (counter.isEmpty()) {
            stock.left().forEach(counter::set);
        }
    }
}
