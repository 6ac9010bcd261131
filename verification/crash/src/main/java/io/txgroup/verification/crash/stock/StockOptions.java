package io.txgroup.verification.crash.stock;

import java.util.Iterator;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param strikes kills at a chosen point, one after the other
 * @param transactions orders of many callers, with kills at random
 * @param failovers how often the stock's Redis is lost meanwhile
 * @param seed decides when, and whom
 */
record StockOptions(int strikes, int transactions, int failovers, long seed) {
    static final String USAGE =
            "bin/test redis-crash [--strikes N (30)] [--transactions N (2000)] [--failovers N (3)] [--seed N (1)]";

    static StockOptions parse(List<String> arguments) {
        StockOptions options = new StockOptions(30, 2_000, 3, 1);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            if (!rest.hasNext()) {
                throw new IllegalArgumentException(name + " wants a number");
            }
            options = options.with(name, Long.parseLong(rest.next()));
        }
        return options;
    }

    private StockOptions with(String name, long value) {
        return switch (name) {
            case "--strikes" -> new StockOptions((int) value, transactions, failovers, seed);
            case "--transactions" -> new StockOptions(strikes, (int) value, failovers, seed);
            case "--failovers" -> new StockOptions(strikes, transactions, (int) value, seed);
            case "--seed" -> new StockOptions(strikes, transactions, failovers, value);
            default -> throw new IllegalArgumentException("'" + name + "' is not known");
        };
    }
}
