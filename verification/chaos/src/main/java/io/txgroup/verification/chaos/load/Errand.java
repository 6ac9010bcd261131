package io.txgroup.verification.chaos.load;

import io.txgroup.verification.chaos.history.Told;
import java.util.List;

/**
 * What one caller wanted, however often it had to ask for it.
 *
 * @param refused whether it asked for a transfer that is refused
 * @param attempts that reached a starter, in their order; each is a transfer of its own
 * @param turnedAway how often no starter could be connected to, so that nothing was sent
 * @param ended when it had its last answer, by System.nanoTime
 */
public record Errand(boolean refused, List<Attempt> attempts, int turnedAway, long ended) {
    public Errand {
        attempts = List.copyOf(attempts);
    }

    /** Whether its caller knows that it is booked, once. */
    public boolean succeeded() {
        return last(Told.SUCCESS);
    }

    /** Whether its caller does not know: then it may not ask again. */
    public boolean unknown() {
        return last(Told.UNKNOWN);
    }

    /** Whether its caller gave up although it should have succeeded. */
    public boolean failed() {
        return !refused && !succeeded() && !unknown();
    }

    /** How often it was asked for again. */
    public int repeats() {
        return Math.max(0, attempts.size() + turnedAway - 1);
    }

    private boolean last(Told told) {
        return !attempts.isEmpty() && attempts.get(attempts.size() - 1).answer().told() == told;
    }
}
