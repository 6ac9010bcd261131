package io.txgroup.verification.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** All chance of one run: the same seed gives the same run. */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A source of its own for somebody who draws names. */
    RandomGenerator source() {
        return random.split();
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** From 0 to one less than the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From the first to the last, both included. */
    int from(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    long from(long first, long last) {
        return first + random.nextLong(last - first + 1);
    }

    /** A time in nanoseconds, between two in milliseconds. */
    long millis(double least, double most) {
        return (long) ((least + random.nextDouble() * (most - least)) * 1_000_000);
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    String name() {
        return Long.toHexString(random.nextLong() | 1L << 63);
    }
}
