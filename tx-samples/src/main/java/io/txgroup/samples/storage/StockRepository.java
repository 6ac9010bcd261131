package io.txgroup.samples.storage;

import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.JdbcUpdateAffectedIncorrectNumberOfRowsException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class StockRepository {
    private static final String TAKE = "update item set stock = stock - ? where id = ?";

    private final JdbcTemplate jdbc;

    StockRepository(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The database refuses a stock below zero. */
    void take(String item, int quantity) {
        int rows = jdbc.update(TAKE, quantity, item);
        if (rows != 1) {
            throw new JdbcUpdateAffectedIncorrectNumberOfRowsException(TAKE, 1, rows);
        }
    }

    /** By item. */
    Map<String, Long> left() {
        Map<String, Long> left = new HashMap<>();
        jdbc.query("select id, stock from item", row -> {
            left.put(row.getString(1), row.getLong(2));
        });
        return left;
    }

    void insert(Reservation reservation) {
        jdbc.update(
                "insert into reservation (order_number, item, quantity) values (?, ?, ?)",
                reservation.orderNumber(),
                reservation.item(),
                reservation.quantity());
    }
}
