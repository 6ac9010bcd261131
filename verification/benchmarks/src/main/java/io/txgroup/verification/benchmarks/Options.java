package io.txgroup.verification.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, and for how long.
 *
 * @param base the way that the other one is compared with
 * @param compared the other one
 * @param callers how many at a time, one number after the other
 * @param rounds of each way at each number of callers
 * @param round how long one takes
 * @param warmUp orders of each way, before anything is measured
 * @param redisFsync Redis' setting appendfsync
 * @param seed of the items that are ordered
 * @param out where the figures go, as JSON
 * @param recordings where each process with groups leaves a flight recording; null for none
 */
record Options(
        Way base,
        Way compared,
        List<Integer> callers,
        int rounds,
        Duration round,
        int warmUp,
        String redisFsync,
        long seed,
        Path out,
        @Nullable Path recordings) {
    static final String USAGE =
            """
            bin/bench           order -> storage over HTTP, with a group and without, at 1, 8 and 32 callers: 10 minutes
            bin/bench --quick   the same with fewer and shorter rounds: 4 minutes
            bin/bench --databases   what a commit marker and a prepare cost each database: 2 minutes
            bin/bench --redis       what it costs outside of groups that Redis takes part in them: 3 minutes
            bin/bench --redis-groups    what two writes to Redis cost in a group, beside the storage's row: 10 minutes, with --quick 4

            --callers N,N...    other numbers of callers
            --redis-fsync HOW   always (the default: each decision is on the disk before it is told), everysec or no
            --seed N            which items are ordered (1)
            --out FILE          where the figures go as JSON (verification/benchmarks/target/bench.json, or bench-redis.json)
            --record DIR        a flight recording of each process with groups, for jfr or a viewer; costs a little

            Both ways run in one go and take turns: none, ours, none, ours, ... After each round the databases are compared:
            every order that was answered with success is in both, every other one in neither, and in Redis too where the storage
            writes there. The ratio is ours/none; with --redis-groups it is redis/ours, both in groups.
            """;

    static Options parse(String... args) {
        Way base = Way.NONE;
        Way compared = Way.OURS;
        List<Integer> callers = List.of(1, 8, 32);
        int rounds = 8;
        Duration round = Duration.ofSeconds(10);
        int warmUp = 20_000;
        String redisFsync = "always";
        long seed = 1;
        Path out = null;
        Path recordings = null;
        Deque<String> left = new ArrayDeque<>(List.of(args));
        while (!left.isEmpty()) {
            String option = left.pop();
            switch (option) {
                case "--quick" -> {
                    rounds = 4;
                    round = Duration.ofSeconds(5);
                    warmUp = 8_000;
                }
                case "--redis-groups" -> {
                    base = Way.OURS;
                    compared = Way.REDIS;
                }
                case "--callers" ->
                    callers = Stream.of(value(option, left).split(","))
                            .map(text -> (int) number(option, text))
                            .toList();
                case "--redis-fsync" -> redisFsync = value(option, left);
                case "--seed" -> seed = number(option, value(option, left));
                case "--out" -> out = Path.of(value(option, left));
                case "--record" -> recordings = Path.of(value(option, left)).toAbsolutePath();
                default -> throw new IllegalArgumentException("There is no option " + option + "\n\n" + USAGE);
            }
        }
        if (out == null) {
            String file = compared == Way.REDIS ? "bench-redis.json" : "bench.json";
            out = Path.of("verification/benchmarks/target", file);
        }
        return new Options(base, compared, callers, rounds, round, warmUp, redisFsync, seed, out, recordings);
    }

    /** Both, in the order in which they take turns. */
    List<Way> ways() {
        return List.of(base, compared);
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
