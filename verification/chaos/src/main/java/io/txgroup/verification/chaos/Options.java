package io.txgroup.verification.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param seed decides transfers and faults
 * @param isLong whether it may take an hour
 * @param coordinated whether services take part in groups
 * @param level the guarantee level
 * @param record whether the result is kept in the repository
 */
record Options(long seed, boolean isLong, boolean coordinated, String level, boolean record) {
    static final String CHAOS =
            """
            bin/chaos --short      two minutes of faults under load, then the books are compared
            bin/chaos --long       twenty minutes

            --seed N               transfers and faults of that seed; by default one that is printed
            --uncoordinated        the same services without groups: how many transfers are half done
            --level durable|held   the guarantee level (durable); at held, what is known as lost is counted apart
            --record               keeps the result in verification/chaos/results
            """;
    static final String CLUSTER =
            """
            bin/test cluster       6 kills of managers, 1,200 transfers over two and over three instances of each service;
                                   a rolling restart of all managers and one instance of each service; nginx restarted
                                   and a manager taken out of it once
            bin/test cluster --long    60 kills, 10,000 transfers; every instance restarted, at durable and at held; six
                                   rounds with nginx

            --seed N, --level durable|held, --record: as bin/chaos
            """;

    /** Parses; empty, after saying why, for what is not known. */
    static Optional<Options> orExplain(String[] args, String usage) {
        if (List.of(args).contains("--help")) {
            System.out.println(usage);
            return Optional.empty();
        }
        try {
            return Optional.of(parse(args));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + usage);
            return Optional.empty();
        }
    }

    static Options parse(String... args) {
        long seed = System.currentTimeMillis() % 1_000_000;
        boolean isLong = false;
        boolean coordinated = true;
        boolean record = false;
        String level = "durable";
        Deque<String> left = new ArrayDeque<>(List.of(args));
        while (!left.isEmpty()) {
            String option = left.pop();
            switch (option) {
                case "--short" -> isLong = false;
                case "--long" -> isLong = true;
                case "--uncoordinated" -> coordinated = false;
                case "--record" -> record = true;
                case "--seed" -> seed = number(value(option, left));
                case "--level" -> level = level(value(option, left));
                default -> throw new IllegalArgumentException("There is no option " + option);
            }
        }
        return new Options(seed, isLong, coordinated, level, record);
    }

    /** How long faults go on. */
    Duration length() {
        return isLong ? Duration.ofMinutes(20) : Duration.ofMinutes(2);
    }

    /** How often managers are killed in the cluster suite. */
    int kills() {
        return isLong ? 60 : 6;
    }

    /** How many transfers each scenario of the cluster suite has at least that is counted in transfers. */
    int groups() {
        return isLong ? 10_000 : 1_200;
    }

    /** How often nginx is restarted, and a manager taken out, in the cluster suite. */
    int rounds() {
        return isLong ? 6 : 1;
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.pop();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--seed needs a number, not '" + text + "'", e);
        }
    }

    private static String level(String text) {
        if (!text.equals("durable") && !text.equals("held")) {
            throw new IllegalArgumentException("--level is durable or held, not '" + text + "'");
        }
        return text;
    }

    /** Where the processes of a run log to; what an earlier run left there is added to. */
    Path logs(String run) {
        return Path.of("verification/chaos/target/logs", run + "-" + seed).toAbsolutePath();
    }
}
