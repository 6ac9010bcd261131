package io.txgroup.samples.account;

import org.springframework.jdbc.JdbcUpdateAffectedIncorrectNumberOfRowsException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class AccountRepository {
    private static final String ADD = "update account set balance = balance + ? where id = ?";

    private final JdbcClient jdbc;

    AccountRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The database refuses a balance below zero. */
    void add(String account, long amount) {
        int rows = jdbc.sql(ADD).params(amount, account).update();
        if (rows != 1) {
            throw new JdbcUpdateAffectedIncorrectNumberOfRowsException(ADD, 1, rows);
        }
    }

    /** Returns the new movement's id. */
    long insertMovement(String orderNumber, String account, long amount) {
        return jdbc.sql("insert into movement (order_number, account, amount) values (?, ?, ?) returning id")
                .params(orderNumber, account, amount)
                .query(Long.class)
                .single();
    }
}
