package io.txgroup.verification.simulation;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param seeds how many runs, from seed 1 on
 * @param seed one run only, told in detail; 0 for all
 * @param mutants whether every mutant must be found too
 * @param mutant one mutant only, by its class's name; empty for none or all
 * @param threads how many runs at once
 */
record Options(long seeds, long seed, boolean mutants, Optional<String> mutant, int threads) {
    static final String USAGE =
            """
            bin/test simulation [--seeds N] [--mutants] [--threads N]
            bin/test simulation --seed N [--mutant NAME]      one run, told in detail
              --seeds N      how many runs, from seed 1 on (2000)
              --mutants      also proves that every known mistake is found, within 10,000 runs each
              --mutant NAME  that mistake only
              --threads N    runs at once (one for each core)""";

    private static final long DEFAULT_SEEDS = 2_000;

    static Options parse(List<String> arguments) {
        Options options = new Options(
                DEFAULT_SEEDS, 0, false, Optional.empty(), Runtime.getRuntime().availableProcessors());
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            options = options.with(rest.next(), rest);
        }
        return options;
    }

    private Options with(String argument, Iterator<String> rest) {
        return switch (argument) {
            case "--seeds" -> new Options(number(argument, rest), seed, mutants, mutant, threads);
            case "--seed" -> new Options(seeds, number(argument, rest), mutants, mutant, threads);
            case "--mutants" -> new Options(seeds, seed, true, mutant, threads);
            case "--mutant" -> new Options(seeds, seed, true, Optional.of(value(argument, rest)), threads);
            case "--threads" -> new Options(seeds, seed, mutants, mutant, (int) number(argument, rest));
            default -> throw new IllegalArgumentException("'" + argument + "' is not known");
        };
    }

    private static long number(String argument, Iterator<String> rest) {
        String value = value(argument, rest);
        try {
            long number = Long.parseLong(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(argument + " wants a number, not '" + value + "'", e);
        }
        throw new IllegalArgumentException(argument + " wants a number above 0, not " + value);
    }

    private static String value(String argument, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(argument + " wants a value");
        }
        return rest.next();
    }
}
