package io.txgroup.verification.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, and for how long.
 *
 * @param rounds of each way at each number of callers
 * @param round how long one takes
 * @param warmUp of each way, before anything is measured
 * @param seed of the items that are ordered
 * @param out where the figures go, as JSON
 * @param recordings where each process with groups leaves a flight recording; null for none
 */
record Options(int rounds, Duration round, Duration warmUp, long seed, Path out, @Nullable Path recordings) {
    static final List<Integer> CALLERS = List.of(1, 8, 32);

    static final String USAGE =
            """
            bin/bench           order -> storage over HTTP, with a group and without, at 1, 8 and 32 callers: 10 minutes
            bin/bench --quick   the same with fewer and shorter rounds: 4 minutes

            --seed N            which items are ordered (1)
            --out FILE          where the figures go as JSON (verification/benchmarks/target/bench.json)
            --record DIR        a flight recording of each process with groups, for jfr or a viewer; costs a little

            Both ways run in one go and take turns: none, ours, none, ours, ... After each round the databases are compared:
            every order that was answered with success is in both, every other one in neither. The ratio is ours/none.
            """;

    static Options parse(String... args) {
        int rounds = 8;
        Duration round = Duration.ofSeconds(10);
        Duration warmUp = Duration.ofSeconds(30);
        long seed = 1;
        Path out = Path.of("verification/benchmarks/target/bench.json");
        Path recordings = null;
        Deque<String> left = new ArrayDeque<>(List.of(args));
        while (!left.isEmpty()) {
            String option = left.pop();
            switch (option) {
                case "--quick" -> {
                    rounds = 4;
                    round = Duration.ofSeconds(5);
                    warmUp = Duration.ofSeconds(16);
                }
                case "--seed" -> seed = number(option, value(option, left));
                case "--out" -> out = Path.of(value(option, left));
                case "--record" -> recordings = Path.of(value(option, left)).toAbsolutePath();
                default -> throw new IllegalArgumentException("There is no option " + option + "\n\n" + USAGE);
            }
        }
        return new Options(rounds, round, warmUp, seed, out, recordings);
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value\n\n" + USAGE);
        }
        return left.pop();
    }

    private static long number(String option, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not '" + text + "'", e);
        }
    }
}
