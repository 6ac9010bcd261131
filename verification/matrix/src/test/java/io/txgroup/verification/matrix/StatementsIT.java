package io.txgroup.verification.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

/** What an application says to its database inside a group. */
class StatementsIT extends MatrixContract {
    StatementsIT(Place place) {
        super(place);
    }

    @Test
    void rollsBackWhenAKeyIsTaken() {
        cell().outside().update("INSERT INTO item VALUES (1, 'before', 1, 0)");

        assertThatThrownBy(() -> group().call(() -> {
                    transaction(status -> insert(2));
                    transaction(status -> insert(1));
                }))
                .isInstanceOf(DataIntegrityViolationException.class);

        assertThat(visible()).containsExactly(1);
    }

    @Test
    void writesInBatches() throws Exception {
        callInTransaction(status -> items().insertAll(numbered(250)));
        assertThat(visible()).isEmpty();

        group().commit();
        assertThat(visible()).hasSize(250);
    }

    @Test
    void writesManyRowsOneByOne() throws Exception {
        callInTransaction(status -> numbered(1000).forEach(items()::insert));
        group().commit();

        assertThat(visible()).hasSize(1000);
    }

    @Test
    void learnsTheKeysThatTheDatabaseMakes() throws Exception {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        group().call(() -> {
            transaction(status -> first.set(items().insertTicket("first")));
            transaction(status -> second.set(items().insertTicket("second")));
        });
        group().commit();

        assertThat(cell().outside()
                        .queryForList(
                                "SELECT id FROM ticket WHERE name IN ('first', 'second') ORDER BY name", Integer.class))
                .containsExactly(first.get(), second.get())
                .doesNotHaveDuplicates();
    }

    @Test
    void writesAndReadsLargeTextsAndBytes() throws Exception {
        Document document = new Document(1, "ä€𝄞".repeat(100_000), bytes(1_000_000));
        group().call(() -> {
            transaction(status -> items().insertDocument(document));
            transaction(status -> assertSame(items().document(1), document));
        });
        group().commit();

        transaction(status -> assertSame(items().document(1), document));
    }

    private static void assertSame(Document read, Document written) {
        assertThat(read.words()).isEqualTo(written.words());
        assertThat(read.picture()).isEqualTo(written.picture());
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    @Test
    void readsACursorAFewRowsAtATime() throws Exception {
        group().call(() -> {
            transaction(status -> items().insertAll(numbered(100)));
            transaction(status -> {
                assertThat(items().stream(7)).hasSize(100).isSorted();
                insert(101);
            });
        });
        group().commit();

        assertThat(visible()).hasSize(101);
    }

    @Test
    void callsAFunctionThatWrites() throws Exception {
        group().call(() -> {
            transaction(status -> assertThat(items().callPutItem(1)).isEqualTo(1));
            transaction(status -> assertThat(items().find(1)).isPresent());
        });
        assertThat(visible()).isEmpty();

        group().commit();
        assertThat(visible()).containsExactly(1);
    }

    @Test
    void rollsBackWhatAFunctionHasWritten() throws Exception {
        callInTransaction(status -> items().callPutItem(1));
        group().rollback();

        assertNothingIsVisible();
    }

    @Test
    void keepsNullAndEveryLetter() throws Exception {
        List<Item> items = List.of(
                new Item(1, null, 1, 0), new Item(2, "", 0, 0), new Item(3, "Grüße, 订单, заказ, '\"\\;--", -1, 0));
        group().call(() -> {
            transaction(status -> items.forEach(items()::insert));
            transaction(status ->
                    items.forEach(item -> assertThat(items().find(item.id())).contains(item)));
        });
        group().commit();

        items.forEach(item -> assertThat(items().find(item.id())).contains(item));
    }

    @Test
    void keepsDaysTimesAndDecimals() throws Exception {
        Moment moment = new Moment(
                1,
                LocalDate.of(2024, 2, 29),
                LocalDateTime.of(2026, 3, 29, 3, 30, 1, 123_456_000),
                new BigDecimal("-12345678.9012"));
        group().call(() -> {
            transaction(status -> items().insertMoment(moment));
            transaction(status -> assertThat(items().moment(1)).isEqualTo(moment));
        });
        group().commit();

        transaction(status -> assertThat(items().moment(1)).isEqualTo(moment));
    }

    @Test
    void endsAQueryAtTheApplicationsOwnTimeout() {
        assertThatThrownBy(() -> group().call(() -> {
                    transaction(status -> insert(1));
                    transaction(
                            status -> items().runForOneSecond(place().database().endless()));
                }))
                .isInstanceOf(Exception.class)
                .hasMessageNotContaining("deadline");

        assertNothingIsVisible();
    }

    private static List<Item> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Item::numbered).toList();
    }
}
