package io.txgroup.verification.chaos;

import io.txgroup.verification.chaos.history.Checker;
import io.txgroup.verification.chaos.history.Verdict;
import io.txgroup.verification.chaos.load.Attempt;
import io.txgroup.verification.chaos.load.Audit;
import io.txgroup.verification.chaos.site.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the scenarios of a run found, said at once and kept for its figures. */
final class Report {
    private final Clock clock;
    private final Figures figures = new Figures();
    private final List<Tally> tallies = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private int checks;

    Report(Clock clock) {
        this.clock = clock;
    }

    /** Notes whether something is as it must be. */
    void check(boolean good, String what) {
        checks++;
        clock.say((good ? "passed: " : "FAILED: ") + what);
        if (!good) {
            findings.add(what);
        }
    }

    /** A figure, to be kept. */
    void put(String name, Object value) {
        figures.put(name, value);
    }

    /**
     * Has the checker read the books.
     *
     * @param attempts those of the scenario
     * @param all that were ever made at that site
     */
    void audit(Site site, String scenario, List<Attempt> attempts, List<Attempt> all) throws Exception {
        clock.say("Comparing the books of " + all.size() + " transfers");
        Verdict verdict = Checker.check(new Audit(site).history(all));
        Tally tally = Tally.of(scenario, attempts, verdict);
        tallies.add(tally);
        clock.say(tally.toString());
        verdict.findings().stream().limit(20).forEach(finding -> clock.say("  " + finding));
        Attempts.write(site.settings().logs(), all);
        check(verdict.isGood(), scenario + ": " + verdict.findings().size() + " findings of the checker");
    }

    /** Writes the figures, and says how many checks passed; whether all did. */
    boolean close(Options options, String suite) throws IOException {
        figures.write(options, suite, tallies, findings);
        System.out.println((checks - findings.size()) + " passed, " + findings.size() + " failed");
        return findings.isEmpty();
    }
}
