package io.txgroup.verification.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTests {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theRatioIsThatOfAllOrdersToAllTimeAndNeighboursShowTheNoise() {
        Figures figures = Figures.of(
                8,
                Way.NONE,
                Way.OURS,
                Map.of(Way.NONE, List.of(round(100), round(300)), Way.OURS, List.of(round(80), round(180))));

        assertThat(figures.sides().get("none").perSecond()).isEqualTo(200, offset(0.001));
        assertThat(figures.sides().get("ours").perSecond()).isEqualTo(130, offset(0.001));
        assertThat(figures.ratio()).isEqualTo(0.65, offset(0.001));
        assertThat(figures.worstPair()).isEqualTo(0.6, offset(0.001));
        assertThat(figures.bestPair()).isEqualTo(0.8, offset(0.001));
    }

    @Test
    void quantilesAreTakenOverAllRounds() {
        Figures.Side side = Figures.Side.of(List.of(round(50), round(51)));

        assertThat(side.p50()).isEqualTo(25, offset(1.0));
        assertThat(side.p99()).isEqualTo(50, offset(1.0));
    }

    @Test
    void ordersThatFailedAreCountedApart() {
        Round round = new Round(List.of(SECOND), Set.of(1L), Set.of(2L, 3L), SECOND, 5_000_000);

        assertThat(Figures.Side.of(List.of(round)).failed()).isEqualTo(2);
        assertThat(Figures.Side.of(List.of(round)).placed()).isEqualTo(1);
        assertThat(Figures.Side.of(List.of(round)).busy()).isEqualTo(5, offset(0.001));
    }

    @Test
    void rowsNameBothWaysAndTheRatioStandsWithTheComparedOne() {
        Figures figures = Figures.of(
                32, Way.OURS, Way.REDIS, Map.of(Way.OURS, List.of(round(100)), Way.REDIS, List.of(round(70))));

        assertThat(figures.rows()).hasSize(2);
        assertThat(figures.rows().get(0)).contains("32", "ours", "100.0");
        assertThat(figures.rows().get(1)).contains("redis", "70.0", "0.70");
        assertThat(Figures.head(Way.OURS, Way.REDIS)).endsWith("redis/ours");
    }

    /** So many orders in a second, the n-th in n milliseconds. */
    private static Round round(int orders) {
        return new Round(
                LongStream.rangeClosed(1, orders)
                        .map(n -> n * 1_000_000)
                        .boxed()
                        .toList(),
                LongStream.rangeClosed(1, orders).boxed().collect(Collectors.toSet()),
                Set.of(),
                SECOND,
                orders * 2_000_000L);
    }
}
