package io.txgroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnitCallsTests {
    private static final UnitId STOCK = new UnitId(new ProcessId("stock", "stock-1", "p"), "t");
    private static final CallPath FIRST = new CallPath("0.1");
    private static final CallPath SECOND = new CallPath("0.2");
    private static final Holding DURABLE = new Holding(true, List.of("a"));
    private static final Holding HELD = new Holding(false, List.of("b"));
    private static final Holding NOTHING = new Holding(false, List.of());

    @Test
    void callsOfAUnitAddUp() {
        assertThat(calls(SECOND, DURABLE).and(calls(FIRST, new Holding(true, List.of("c", "a")))))
                .isEqualTo(new UnitCalls(STOCK, List.of(FIRST, SECOND), new Holding(true, List.of("a", "c"))));
    }

    @Test
    void whatAUnitHoldsIsKnownOnlyIfAllOfItsCallsTellIt() {
        UnitCalls untold = new UnitCalls(STOCK, List.of(FIRST));

        assertThat(untold.and(calls(SECOND, DURABLE)).holding()).isNull();
        assertThat(calls(SECOND, DURABLE).and(untold).holding()).isNull();
    }

    @Test
    void aUnitCanPrepareOnlyIfItCanPrepareAllThatItHolds() {
        assertThat(DURABLE.and(HELD)).isEqualTo(new Holding(false, List.of("a", "b")));
        assertThat(HELD.and(DURABLE).canPrepare()).isFalse();
    }

    @Test
    void aCallAtWhichNothingWasHeldYetSpeaksNotAgainstPreparing() {
        assertThat(NOTHING.and(DURABLE)).isEqualTo(DURABLE);
        assertThat(DURABLE.and(NOTHING)).isEqualTo(DURABLE);
        assertThat(NOTHING.and(NOTHING)).isEqualTo(NOTHING);
        assertThat(new Holding(true, List.of())).isEqualTo(NOTHING);
    }

    @Test
    void callsOfDifferentUnitsDoNotAddUp() {
        UnitCalls others = new UnitCalls(new UnitId(STOCK.process(), "other"), List.of(FIRST));

        assertThatThrownBy(() -> calls(FIRST, DURABLE).and(others))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other");
    }

    private static UnitCalls calls(CallPath path, Holding holding) {
        return new UnitCalls(STOCK, List.of(path), holding);
    }
}
