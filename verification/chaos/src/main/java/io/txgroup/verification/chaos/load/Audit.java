package io.txgroup.verification.chaos.load;

import io.txgroup.verification.chaos.history.Account;
import io.txgroup.verification.chaos.history.Answer;
import io.txgroup.verification.chaos.history.History;
import io.txgroup.verification.chaos.history.Loss;
import io.txgroup.verification.chaos.history.Remainder;
import io.txgroup.verification.chaos.history.Row;
import io.txgroup.verification.chaos.history.Rule;
import io.txgroup.verification.chaos.history.Told;
import io.txgroup.verification.chaos.history.Transfer;
import io.txgroup.verification.chaos.site.Database;
import io.txgroup.verification.chaos.site.Member;
import io.txgroup.verification.chaos.site.Patience;
import io.txgroup.verification.chaos.site.Site;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Waits until everything has ended that can end, and reads what there is. */
public final class Audit {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration NO_REPAIR_FOR = Duration.ofSeconds(20);
    private static final Duration REPAIRS_END_WITHIN = Duration.ofMinutes(3);
    private static final int MOST_ASKED_FOR = 400;
    private static final int OTHERS_ASKED_FOR = 100;

    private final Site site;

    /** Of that site, which must be healed. */
    public Audit(Site site) {
        this.site = site;
    }

    /** The history of these attempts, which must be all that were ever made. */
    public History history(List<Attempt> attempts) throws SQLException, InterruptedException {
        // asked while the managers remember: a minute after its end a group's record may be gone
        Map<String, Boolean> outcomes = site.settings().coordinated() ? outcomes(attempts) : Map.of();
        List<Remainder> remainders = remainders();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!remainders.isEmpty() && System.nanoTime() < end) {
            Patience.rest(500);
            remainders = remainders();
        }
        if (site.settings().coordinated() && !site.settings().durable()) {
            awaitRepairs();
        }
        List<Row> rows = new ArrayList<>();
        Map<Account, Long> before = new HashMap<>();
        Map<Account, Long> now = new HashMap<>();
        Set<Loss> losses = new HashSet<>();
        for (Database database : site.databases().values()) {
            rows.addAll(database.rows());
            before.putAll(database.before());
            now.putAll(database.now());
            if (site.settings().coordinated()) {
                losses.addAll(database.losses());
            }
        }
        List<Transfer> transfers = attempts.stream().map(Attempt::transfer).toList();
        List<Answer> answers = attempts.stream().map(Attempt::answer).toList();
        return new History(
                transfers,
                answers,
                outcomes,
                new History.Databases(rows, before, now, losses),
                remainders,
                site.settings().durable());
    }

    /** What the managers say of groups whose callers do not know, of groups with a tombstone, and of some of the others. */
    private Map<String, Boolean> outcomes(List<Attempt> attempts) throws SQLException, InterruptedException {
        Map<Long, String> booked = new HashMap<>();
        Map<String, String> wanted = new LinkedHashMap<>();
        for (Database database : site.databases().values()) {
            database.rows().forEach(row -> booked.put(row.number(), row.group()));
            database.losses().forEach(loss -> wanted.put(loss.group(), loss.service()));
        }
        Stream.concat(
                        attempts.stream().filter(one -> one.answer().told() == Told.UNKNOWN),
                        attempts.stream().skip(Math.max(0, attempts.size() - OTHERS_ASKED_FOR)))
                .limit(MOST_ASKED_FOR)
                .forEach(one -> {
                    String told = one.answer().group();
                    String group =
                            told.isEmpty() ? booked.getOrDefault(one.transfer().number(), "") : told;
                    if (!group.isEmpty()) {
                        wanted.putIfAbsent(
                                group, one.transfer().entries().get(0).service());
                    }
                });
        Map<String, Boolean> outcomes = new HashMap<>();
        for (Map.Entry<String, String> one : wanted.entrySet()) {
            String known = outcome(one.getKey(), one.getValue());
            if (known.equals("COMMITTED") || known.equals("ROLLED_BACK")) {
                outcomes.put(one.getKey(), known.equals("COMMITTED"));
            }
        }
        return outcomes;
    }

    /** What the first instance hears whose managers answer; an error of the service is no answer. */
    private String outcome(String group, String service) throws InterruptedException {
        String why = "";
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            for (Member instance : site.instances(service)) {
                try {
                    why = instance.ask("/outcome?group=" + group);
                    if (!why.equals("UNAVAILABLE")) {
                        return why;
                    }
                } catch (IOException e) {
                    why = e.toString();
                }
            }
            Patience.rest(500);
        }
        throw new IllegalStateException(
                "No instance of " + service + " tells the outcome of group " + group + ": " + why);
    }

    /**
     * Waits until no loss has been repaired for longer than the pause between two attempts: what is lost then waits for a
     * person. Reading while a redo commits would show neither its work nor its tombstone.
     */
    private void awaitRepairs() throws SQLException {
        Set<Loss> before = losses();
        long changed = System.nanoTime();
        long end = changed + REPAIRS_END_WITHIN.toNanos();
        while (System.nanoTime() - changed < NO_REPAIR_FOR.toNanos() && System.nanoTime() < end) {
            Patience.rest(500);
            Set<Loss> now = losses();
            if (!now.equals(before)) {
                before = now;
                changed = System.nanoTime();
            }
        }
    }

    private Set<Loss> losses() throws SQLException {
        Set<Loss> losses = new HashSet<>();
        for (Database database : site.databases().values()) {
            losses.addAll(database.losses());
        }
        return losses;
    }

    /** What should have ended and has not. At held a group with a loss stays until it is repaired, or waits for a person. */
    public List<Remainder> remainders() throws SQLException, InterruptedException {
        List<Remainder> remainders = new ArrayList<>();
        for (Member instance : site.instances()) {
            String units = units(instance);
            if (!units.equals("0")) {
                remainders.add(new Remainder(Rule.NOTHING_IS_HELD, instance.name(), units + " units"));
            }
        }
        Set<String> lost = new HashSet<>();
        for (Map.Entry<String, Database> one : site.databases().entrySet()) {
            Database database = one.getValue();
            List<String> prepared = database.prepared();
            if (!prepared.isEmpty()) {
                remainders.add(new Remainder(
                        Rule.NOTHING_IS_PREPARED, one.getKey(), prepared.size() + " prepared branches, " + prepared));
            }
            int open = database.openTransactions();
            if (open > 0) {
                remainders.add(new Remainder(Rule.NOTHING_IS_PREPARED, one.getKey(), open + " open transactions"));
            }
            if (site.settings().coordinated()) {
                database.losses().forEach(loss -> lost.add(loss.group()));
            }
        }
        List<String> groups = new ArrayList<>();
        for (String group : openGroups()) {
            boolean mayStay = !site.settings().durable() && lost.contains(group);
            if (!mayStay && !isRolledBack(group)) {
                groups.add(group);
            }
        }
        if (!groups.isEmpty()) {
            remainders.add(new Remainder(Rule.NOTHING_IS_IN_DOUBT, "Redis", groups.size() + " groups, " + groups));
        }
        return remainders;
    }

    /**
     * Whether the managers tell ROLLBACK of it: then it is not in doubt, and its record only waits for the word of a process
     * that is gone. That this has rolled back is seen in the databases.
     */
    private boolean isRolledBack(String group) throws InterruptedException {
        for (Member instance : site.instances()) {
            try {
                if (instance.ask("/outcome?group=" + group).equals("ROLLED_BACK")) {
                    return true;
                }
            } catch (IOException e) {
                // another one may know
            }
        }
        return false;
    }

    private static String units(Member instance) throws InterruptedException {
        try {
            return instance.ask("/units");
        } catch (IOException e) {
            return "no answer, so unknown";
        }
    }

    /** Every group that has not ended is in its shard's index of what needs attention. */
    private List<String> openGroups() {
        List<String> groups = new ArrayList<>();
        String script = "return table.concat(redis.call('ZRANGE', KEYS[1], 0, -1), ' ')";
        for (int shard = 0; shard < Site.SHARDS; shard++) {
            String found = site.redis().command("EVAL", script, "1", "txm:{" + shard + "}:due");
            if (!found.isEmpty()) {
                groups.addAll(List.of(found.split(" ")));
            }
        }
        return groups;
    }
}
