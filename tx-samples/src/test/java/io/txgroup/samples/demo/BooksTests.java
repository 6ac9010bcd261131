package io.txgroup.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The comparison must see whatever a broken transaction leaves. */
class BooksTests {
    private static final Books BEGINNING = new Books(
            new Books.Rows(), new Books.Stock(Map.of("pen", 10L), Map.of("pen", 10L)), Map.of("ann", 100L, "bob", 0L));

    private final Books.Rows rows = new Books.Rows();

    @Test
    void findsNothingWrongWithNothing() {
        assertThat(findings(10, 100, 0)).isEmpty();
    }

    @Test
    void findsNothingWrongWithAWholeOrder() {
        wholeOrder();

        assertThat(findings(8, 93, 7)).isEmpty();
    }

    @Test
    void seesAnOrderWithoutItsMoney() {
        rows.add(new Books.Order("1", "pen", 2, "ann", "bob", 7));
        rows.add(new Books.Reservation("1", "pen", 2));

        assertThat(findings(8, 100, 0)).singleElement().asString().contains("0 of 2 movements");
    }

    @Test
    void seesARowThatIsThereTwice() {
        wholeOrder();
        rows.add(new Books.Reservation("1", "pen", 2));

        assertThat(findings(6, 93, 7)).singleElement().asString().contains("2 of 1 reservation");
    }

    @Test
    void seesStockThatIsGoneWithoutAReservation() {
        assertThat(findings(9, 10, 100, 0)).singleElement().asString().startsWith("stock of pen: 9");
    }

    @Test
    void seesACounterThatTheOrderDidNotChange() {
        wholeOrder();

        assertThat(findings(8, 10, 93, 7)).singleElement().asString().startsWith("counter in Redis of pen: 10");
    }

    @Test
    void seesACounterThatIsGone() {
        assertThat(new Books(rows, new Books.Stock(Map.of("pen", 10L), Map.of()), Map.of("ann", 100L, "bob", 0L))
                        .findings(BEGINNING))
                .singleElement()
                .asString()
                .startsWith("counter in Redis of pen: none");
    }

    @Test
    void seesMoneyThatIsGone() {
        assertThat(findings(10, 90, 0))
                .containsExactly(
                        "balance of ann: 90, but by the rows written it is 100",
                        "money in all accounts: 100 before, 90 now");
    }

    @Test
    void seesALedgerEntryOfAnotherMovement() {
        rows.add(new Books.Order("1", "pen", 2, "ann", "bob", 7));
        rows.add(new Books.Reservation("1", "pen", 2));
        rows.addMovement("1", new Books.Movement(1, "ann", -7));
        rows.addMovement("1", new Books.Movement(2, "bob", 7));
        rows.addEntry("1", new Books.Movement(1, "ann", -7));
        rows.addEntry("1", new Books.Movement(3, "bob", 7));

        assertThat(findings(8, 93, 7)).singleElement().asString().contains("but");
    }

    @Test
    void saysInNumbersWhatBalances() {
        wholeOrder();

        assertThat(new Books(rows, new Books.Stock(Map.of("pen", 8L), Map.of("pen", 8L)), Map.of("ann", 93L, "bob", 7L))
                        .inNumbers(BEGINNING))
                .isEqualTo(
                        "1 orders, 1 reservations, 2 movements, 2 ledger entries; in stock 8 of 10, 8 by the counters in"
                                + " Redis, and 2 are reserved;"
                                + " on all accounts 100, as in the beginning");
    }

    private void wholeOrder() {
        rows.add(new Books.Order("1", "pen", 2, "ann", "bob", 7));
        rows.add(new Books.Reservation("1", "pen", 2));
        for (Books.Movement movement : List.of(new Books.Movement(1, "ann", -7), new Books.Movement(2, "bob", 7))) {
            rows.addMovement("1", movement);
            rows.addEntry("1", movement);
        }
    }

    private List<String> findings(long pens, long ann, long bob) {
        return findings(pens, pens, ann, bob);
    }

    private List<String> findings(long pens, long counted, long ann, long bob) {
        Books.Stock stock = new Books.Stock(Map.of("pen", pens), Map.of("pen", counted));
        return new Books(rows, stock, Map.of("ann", ann, "bob", bob)).findings(BEGINNING);
    }
}
