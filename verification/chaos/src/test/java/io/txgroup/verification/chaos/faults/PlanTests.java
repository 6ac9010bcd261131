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
            List.of(new Pair("north-1", "south-1"), new Pair("south-1", "manager-1")),
            true);

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(PLAN.strikes(7, LENGTH)).isEqualTo(PLAN.strikes(7, LENGTH));
        assertThat(PLAN.strikes(7, LENGTH)).isNotEqualTo(PLAN.strikes(8, LENGTH));
    }

    @Test
    void hasEnoughStrikesAndLeavesTheEndQuiet() {
        for (long seed = 0; seed < 50; seed++) {
            List<Strike> strikes = PLAN.strikes(seed, LENGTH);
            assertThat(strikes).hasSizeGreaterThan(20);
            assertThat(strikes).allSatisfy(strike -> assertThat(strike.at()).isLessThan(Duration.ofSeconds(105)));
        }
    }

    @Test
    void strikesNobodyWhoHasNotRecovered() {
        List<Strike> strikes = PLAN.strikes(3, Duration.ofMinutes(20));
        for (Strike one : strikes) {
            assertThat(strikes.stream()
                            .filter(other -> other.at().compareTo(one.at()) > 0)
                            .filter(other -> other.at().compareTo(one.at().plus(one.lasts())) <= 0)
                            .map(Strike::victims))
                    .doesNotContain(one.victims());
        }
    }

    @Test
    void strikesInEveryWay() {
        for (long seed = 0; seed < 50; seed++) {
            List<Strike> strikes = PLAN.strikes(seed, LENGTH);
            assertThat(strikes.stream().map(Strike::kind)).contains(Kind.values());
        }
    }

    @Test
    void strikesNoManagerWhereThereIsNone() {
        Plan plan =
                new Plan(List.of(), PLAN.services(), PLAN.databases(), List.of(new Pair("north-1", "south-1")), false);
        assertThat(plan.strikes(1, LENGTH)).isNotEmpty().noneMatch(strike -> Set.of(
                        Kind.Target.MANAGER, Kind.Target.REDIS, Kind.Target.NGINX)
                .contains(strike.kind().target()));
    }
}
