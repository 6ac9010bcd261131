package io.txgroup.verification.crash.repair;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param transactions purchases in all, of which every fourth loses its seller's work; the special cases are beside them
 * @param seed decides who sells and who is killed
 * @param full whether each special case is tried on both databases
 */
record Wanted(int transactions, long seed, boolean full) {
    static final String USAGE =
            """
            bin/test compensation            40 purchases, 10 of them with a seller killed, and each special case
            bin/test compensation --long     200 and 50, and each special case on both databases

            --transactions N   so many, a fourth of them with a seller killed
            --seed N           the choices of that seed (1)
            """;
    private static final int SHORT = 40;
    private static final int LONG = 200;
    private static final int FEWEST = 8;
    private static final int MOST = 100_000;
    private static final int ONE_IN = 4;

    static Wanted parse(List<String> arguments) {
        int transactions = 0;
        long seed = 1;
        boolean full = false;
        Deque<String> left = new ArrayDeque<>(arguments);
        while (!left.isEmpty()) {
            String option = left.pop();
            switch (option) {
                case "--long" -> full = true;
                case "--seed" -> seed = number(option, left, 0, Long.MAX_VALUE);
                case "--transactions" -> transactions = Math.toIntExact(number(option, left, FEWEST, MOST));
                default -> throw new IllegalArgumentException("'" + option + "' is not known");
            }
        }
        return new Wanted(transactions > 0 ? transactions : full ? LONG : SHORT, seed, full);
    }

    private static long number(String option, Deque<String> left, long least, long most) {
        String text = left.isEmpty() ? "" : left.pop();
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " wants a number, not '" + text + "'", e);
        }
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is " + value + ", not " + least + " to " + most);
        }
        return value;
    }

    int kills() {
        return transactions / ONE_IN;
    }
}
