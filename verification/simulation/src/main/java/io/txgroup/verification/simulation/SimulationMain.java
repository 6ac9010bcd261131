package io.txgroup.verification.simulation;

import java.util.List;
import java.util.Optional;

/** The simulation from the command line; {@link Options#USAGE} says how. */
public final class SimulationMain {
    private static final int MOST_TOLD = 5;
    private static final int LAST_LINES = 40;

    private int passed;
    private int failed;

    private SimulationMain() {}

    /** Runs it, prints what came of it, and exits with 0 if everything held. */
    public static void main(String[] arguments) {
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "WARN");
        Options options;
        try {
            options = Options.parse(List.of(arguments));
            options.mutant().ifPresent(Mutants::named);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
            return;
        }
        int failures = new SimulationMain().run(options);
        System.out.flush();
        System.exit(failures == 0 ? 0 : 1);
    }

    private int run(Options options) {
        if (options.seed() > 0) {
            replay(options);
        } else {
            if (options.mutant().isEmpty()) {
                everySeed(options);
            }
            if (options.mutants()) {
                everyMutant(options);
            }
        }
        System.out.println(passed + " passed, " + failed + " failed");
        return failed;
    }

    private void replay(Options options) {
        Parts parts = options.mutant().map(Mutants::named).orElseGet(Parts::new);
        Simulation.Result result = new Simulation(options.seed(), parts, new Trace(Trace.Extent.PRINTED)).run();
        Violation violation = result.violation();
        if (violation == null) {
            passed++;
        } else {
            failed++;
            System.out.println("Seed " + options.seed() + " - "
                    + violation.invariant().law() + ", but: " + violation.getMessage());
        }
    }

    private void everySeed(Options options) {
        long began = System.nanoTime();
        Campaign campaign = Campaign.all(new Parts(), options.seeds()).run(options.threads());
        new Report(campaign.figures()).lines().forEach(System.out::println);
        List<Simulation.Result> failures = campaign.failures();
        failures.stream().limit(MOST_TOLD).forEach(SimulationMain::tell);
        if (failures.size() > MOST_TOLD) {
            System.out.println("... and " + (failures.size() - MOST_TOLD) + " more violations, in seeds "
                    + failures.stream()
                            .skip(MOST_TOLD)
                            .limit(50)
                            .map(Simulation.Result::seed)
                            .toList());
        }
        List<String> shortcomings = new Report(campaign.figures()).shortcomings();
        shortcomings.forEach(what -> System.out.println("TOO LITTLE " + what));
        System.out.printf(
                "%,d seeds in %d s on %d threads, %d violations%n",
                options.seeds(), (System.nanoTime() - began) / 1_000_000_000, options.threads(), failures.size());
        failed += failures.size() + shortcomings.size();
        passed += (int) options.seeds() - failures.size();
    }

    private static void tell(Simulation.Result result) {
        Violation violation = result.violation();
        if (violation == null) {
            return;
        }
        System.out.println("VIOLATION in seed " + result.seed() + ": " + violation.invariant() + " - "
                + violation.invariant().law() + ", but: " + violation.getMessage());
        Trace trace = new Trace(Trace.Extent.KEPT);
        new Simulation(result.seed(), new Parts(), trace).run();
        trace.about(violation.getMessage(), LAST_LINES).forEach(line -> System.out.println("    " + line));
        System.out.println("  replay: bin/test simulation --seed " + result.seed());
    }

    private void everyMutant(Options options) {
        List<Parts> mutants = options.mutant().map(Mutants::named).map(List::of).orElse(Mutants.ALL);
        System.out.println("Mutants");
        for (Parts mutant : mutants) {
            Optional<Simulation.Result> found =
                    Campaign.untilFound(mutant, Mutants.WITHIN).run(options.threads()).failures().stream()
                            .findFirst();
            String name = mutant.getClass().getSimpleName();
            if (found.isPresent() && found.get().violation() != null) {
                passed++;
                System.out.printf(
                        "  found in seed %,6d  %-56s %s%n",
                        found.get().seed(),
                        mutant.name(),
                        found.get().violation().invariant());
            } else {
                failed++;
                System.out.printf("  NOT FOUND in %,d seeds: %s (%s)%n", Mutants.WITHIN, mutant.name(), name);
            }
        }
    }
}
