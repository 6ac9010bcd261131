package io.txgroup.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A short campaign in each build; bin/test simulation runs long ones. */
class SimulationTests {
    private static final int SEEDS = 300;

    private static Campaign campaign;

    static List<Parts> mutants() {
        return Mutants.ALL;
    }

    @BeforeAll
    static void run() {
        campaign = Campaign.all(new Parts(), SEEDS).run(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void everyInvariantHoldsInEverySeed() {
        assertThat(campaign.failures())
                .as("replay one with: bin/test simulation --seed N")
                .isEmpty();
    }

    @Test
    void aSeedIsWorthSomethingAndEveryTransitionIsTaken() {
        assertThat(new Report(campaign.figures()).shortcomings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void everyKnownMistakeIsFound(Parts mutant) {
        Campaign hunt = Campaign.untilFound(mutant, Mutants.WITHIN)
                .run(Runtime.getRuntime().availableProcessors());

        assertThat(hunt.failures()).as(mutant.name()).isNotEmpty();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(hash(seed)).as("seed " + seed).isEqualTo(hash(seed));
        }
        assertThat(hash(1)).isNotEqualTo(hash(2));
    }

    private static long hash(long seed) {
        Trace trace = new Trace(Trace.Extent.KEPT);
        new Simulation(seed, new Parts(), trace).run();
        return trace.hash();
    }
}
