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
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Waits until everything has ended that can end, and reads what there is. */
public final class Audit {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SHARDS = 8;
    private static final int MOST_ASKED_FOR = 200;

    private final Site site;

    /** Of that site, which must be healed. */
    public Audit(Site site) {
        this.site = site;
    }

    /** The history of these attempts, which must be all that were ever made. */
    public History history(List<Attempt> attempts) throws SQLException, IOException, InterruptedException {
        // asked while the managers remember: a minute after its end a group's record may be gone
        Map<String, Boolean> outcomes = outcomes(attempts);
        List<Remainder> remainders = remainders();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!remainders.isEmpty() && System.nanoTime() < end) {
            Patience.rest(500);
            remainders = remainders();
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

    /** What the managers say of the groups whose callers do not know, and of some others. */
    private Map<String, Boolean> outcomes(List<Attempt> attempts) throws IOException, InterruptedException {
        Map<String, Boolean> outcomes = new HashMap<>();
        if (!site.settings().coordinated()) {
            return outcomes;
        }
        List<Attempt> asked = attempts.stream()
                .filter(attempt -> attempt.answer().told() == Told.UNKNOWN
                        && !attempt.answer().group().isEmpty())
                .limit(MOST_ASKED_FOR)
                .toList();
        for (Attempt attempt : asked) {
            String group = attempt.answer().group();
            String service = attempt.transfer().entries().get(0).service();
            String known = site.instances(service).get(0).ask("/outcome?group=" + group);
            if (known.equals("COMMITTED") || known.equals("ROLLED_BACK")) {
                outcomes.put(group, known.equals("COMMITTED"));
            }
        }
        return outcomes;
    }

    /** What should have ended and has not. At held a group with a loss stays until it is repaired. */
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
            if (!lost.contains(group) && !isRolledBack(group)) {
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
        for (int shard = 0; shard < SHARDS; shard++) {
            String found = site.redis().command("EVAL", script, "1", "txm:{" + shard + "}:due");
            if (!found.isEmpty()) {
                groups.addAll(List.of(found.split(" ")));
            }
        }
        return groups;
    }
}
