package io.txgroup.samples.ledger;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class EntryRepository {
    private final JdbcTemplate jdbc;

    EntryRepository(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The database refuses a second entry for one movement. */
    void insert(Entry entry) {
        jdbc.update(
                "insert into entry (movement, order_number, account, amount) values (?, ?, ?, ?)",
                entry.movement(),
                entry.orderNumber(),
                entry.account(),
                entry.amount());
    }
}
