package io.txgroup.verification.chaos.history;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A whole run, after it has ended.
 *
 * @param transfers what was asked for
 * @param answers what the callers heard
 * @param outcomes whether the managers say that a group was committed, of those that they were asked for and knew
 * @param databases what the databases have now
 * @param remainders what should have ended and has not
 * @param durable whether every service works at the level durable, where nothing may be lost
 */
public record History(
        List<Transfer> transfers,
        List<Answer> answers,
        Map<String, Boolean> outcomes,
        Databases databases,
        List<Remainder> remainders,
        boolean durable) {
    public History {
        transfers = List.copyOf(transfers);
        answers = List.copyOf(answers);
        outcomes = Map.copyOf(outcomes);
        remainders = List.copyOf(remainders);
    }

    /**
     * What the databases have.
     *
     * @param rows all ledgers
     * @param before the balances at the beginning
     * @param now the balances at the end
     * @param losses the work that a tombstone forbids
     */
    public record Databases(List<Row> rows, Map<Account, Long> before, Map<Account, Long> now, Set<Loss> losses) {
        public Databases {
            rows = List.copyOf(rows);
            before = Map.copyOf(before);
            now = Map.copyOf(now);
            losses = Set.copyOf(losses);
        }
    }
}
