package io.txgroup.verification.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.verification.chaos.links.Links.Pair;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTests {
    private static final Duration LENGTH = Duration.ofMinutes(2);
    private static final Plan PLAN = new Plan(
            List.of("manager-1", "manager-2", "manager-3"),
            List.of("north-1", "north-2", "south-1", "south-2"),
            List.of("north", "south"),
            List.of(new Pair("north-1", "south-1"), new Pair("south-1", "manager-1")));

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(PLAN.strikes(7, LENGTH, Set.of())).isEqualTo(PLAN.strikes(7, LENGTH, Set.of()));
        assertThat(PLAN.strikes(7, LENGTH, Set.of())).isNotEqualTo(PLAN.strikes(8, LENGTH, Set.of()));
    }

    @Test
    void hasEnoughStrikesAndLeavesTheEndQuiet() {
        for (long seed = 0; seed < 50; seed++) {
            List<Strike> strikes = PLAN.strikes(seed, LENGTH, Set.of());
            assertThat(strikes).hasSizeGreaterThan(20);
            assertThat(strikes).allSatisfy(strike -> assertThat(strike.at()).isLessThan(Duration.ofSeconds(105)));
        }
    }

    @Test
    void strikesNobodyWhoHasNotRecovered() {
        List<Strike> strikes = PLAN.strikes(3, Duration.ofMinutes(20), Set.of());
        for (Strike one : strikes) {
            assertThat(strikes.stream()
                            .filter(other -> other.at().compareTo(one.at()) > 0)
                            .filter(other -> other.at().compareTo(one.at().plus(one.lasts())) <= 0)
                            .map(Strike::victims))
                    .doesNotContain(one.victims());
        }
    }

    @Test
    void strikesInEveryWayButThoseThatAreLeftOut() {
        List<Strike> strikes = PLAN.strikes(5, LENGTH, Set.of(Kind.RESTART_REDIS));
        assertThat(strikes.stream().map(Strike::kind))
                .doesNotContain(Kind.RESTART_REDIS)
                .contains(Kind.KILL_MANAGER, Kind.KILL_SERVICE, Kind.KILL_SESSIONS, Kind.CUT_LINK, Kind.CUT_REPLICA);
    }

    @Test
    void strikesNoManagerWhereThereIsNone() {
        Plan plan = new Plan(List.of(), PLAN.services(), PLAN.databases(), List.of(new Pair("north-1", "south-1")));
        assertThat(plan.strikes(1, LENGTH, Set.of())).isNotEmpty().noneMatch(strike -> strike.kind()
                .needsManagers());
    }
}
