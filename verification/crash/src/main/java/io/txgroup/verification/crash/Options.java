package io.txgroup.verification.crash;

import java.util.Iterator;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param strikes how many strikes in all, spread over databases, levels, points and targets
 * @param seed decides their order
 */
record Options(int strikes, long seed) {
    static final String USAGE = "bin/test jdbc-crash [--strikes N (108)] [--seed N (1)]";

    static Options parse(List<String> arguments) {
        Options options = new Options(108, 1);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            if (!rest.hasNext()) {
                throw new IllegalArgumentException(name + " wants a number");
            }
            long value = Long.parseLong(rest.next());
            options = switch (name) {
                case "--strikes" -> new Options((int) value, options.seed);
                case "--seed" -> new Options(options.strikes, value);
                default -> throw new IllegalArgumentException("'" + name + "' is not known");
            };
        }
        return options;
    }
}
