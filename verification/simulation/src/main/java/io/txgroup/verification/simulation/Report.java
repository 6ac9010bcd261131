package io.txgroup.verification.simulation;

import io.txgroup.client.core.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What a campaign did, and whether it did enough to be worth something. */
final class Report {
    private static final List<String> RECOVERED = List.of(
            "branches ended by another process with COMMIT",
            "branches ended by another process with ROLLBACK",
            "marks forgotten of groups",
            "proofs that found COMMITTED",
            "proofs that found IN_FLIGHT",
            "proofs that found LOST",
            "resources recorded as lost",
            "redos asked for",
            "lost resources done again",
            "replays asked for",
            "attempts begun",
            "attempts told COMMIT",
            "participants told ROLLBACK",
            "looks at what attempts have left",
            "lost resources done again by replays",
            "discards asked for",
            "discards that found LOST",
            "messages handed over between managers",
            "queues stored in Redis",
            "stored queues ended by another process with COMMIT",
            "stored queues ended by another process with ROLLBACK",
            "proofs in Redis that found COMMITTED",
            "proofs in Redis that found IN_FLIGHT",
            "proofs in Redis that found LOST",
            "lost queues applied again",
            "groups settled by evidence with COMMIT",
            "groups settled by evidence with ROLLBACK");

    /** What a run must do on average. */
    private record Floor(String what, double least, double average) {}

    private final Figures figures;

    Report(Figures figures) {
        this.figures = figures;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                "%,d seeds: %,d groups, %,d deliveries, %,d faults",
                figures.seeds(), figures.groups(), figures.deliveries(), figures.faults()));
        lines.add("Told to callers");
        for (Verdict.Kind kind : Verdict.Kind.values()) {
            lines.add(String.format("  %-36s %,12d", kind, figures.verdicts(kind)));
        }
        lines.add(String.format("  %-36s %,12d", "nothing, its process died first", figures.untold()));
        lines.add(String.format("  %-36s %,12d", "of the committed, by the short cut", figures.shortCuts()));
        lines.add("Told to those who asked how a group stands");
        figures.found().forEach((known, count) -> lines.add(String.format("  %-36s %,12d", known, count)));
        lines.add("Faults");
        for (Fault fault : Fault.values()) {
            lines.add(String.format("  %-36s %,12d", fault, figures.faults(fault)));
        }
        lines.add("Done for units that could not do it themselves");
        RECOVERED.forEach(what -> lines.add(
                String.format("  %-52s %,12d", what, figures.recovered().getOrDefault(what, 0L))));
        lines.add("Said of lost work");
        figures.said().forEach((what, count) -> lines.add(String.format("  %-44s %,12d", what, count)));
        lines.add("Left as they are, for a person");
        figures.excuses().forEach((why, count) -> lines.add(String.format("  %,12d  %s", count, why)));
        lines.addAll(new Coverage(figures).tables());
        lines.add("On average in each seed");
        floors().forEach(floor -> lines.add(
                String.format("  %-36s %12.1f  (at least %.0f)", floor.what(), floor.average(), floor.least())));
        return lines;
    }

    private List<Floor> floors() {
        double seeds = Math.max(1, figures.seeds());
        return List.of(
                new Floor("groups", 5, figures.groups() / seeds),
                new Floor("services", 3, figures.services() / seeds),
                new Floor("deliveries", 200, figures.deliveries() / seeds),
                new Floor("faults", 3, figures.faults() / seeds),
                new Floor("replays begun, of 100 seeds", 8, 100 * recovered("attempts begun") / seeds),
                new Floor("replays committed, of 100 seeds", 3, 100 * recovered("attempts told COMMIT") / seeds));
    }

    private long recovered(String what) {
        return figures.recovered().getOrDefault(what, 0L);
    }

    /** What was too little. */
    List<String> shortcomings() {
        List<String> shortcomings = new ArrayList<>();
        for (Floor floor : floors()) {
            if (floor.average() < floor.least()) {
                shortcomings.add(String.format(
                        "%s: %.1f in each seed on average, at least %.0f belong there",
                        floor.what(), floor.average(), floor.least()));
            }
        }
        for (String transition : new Coverage(figures).missing()) {
            shortcomings.add("never seen: " + transition);
        }
        for (String what : RECOVERED) {
            if (!figures.recovered().containsKey(what)) {
                shortcomings.add("never seen: " + what);
            }
        }
        return shortcomings;
    }
}
