package io.txgroup.verification.chaos.bank;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One stop of a transfer: where to go and what to book there.
 *
 * @param port where the instance is reached on 127.0.0.1, by whoever is the stop before it
 * @param account which account
 * @param amount what is added to it
 */
public record Hop(int port, int account, long amount) {
    /** The stops as they are written in a request. */
    public static String write(List<Hop> hops) {
        return hops.stream()
                .map(hop -> hop.port + ":" + hop.account + ":" + hop.amount)
                .collect(Collectors.joining(","));
    }

    static List<Hop> read(String text) {
        return Stream.of(text.split(",", -1)).map(Hop::readOne).toList();
    }

    private static Hop readOne(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("A stop is port:account:amount, not '" + text + "'");
        }
        return new Hop(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }
}
