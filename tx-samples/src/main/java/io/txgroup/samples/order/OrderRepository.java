package io.txgroup.samples.order;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class OrderRepository {
    private final JdbcClient jdbc;

    OrderRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the new order's id. */
    long insert(Order order) {
        return jdbc.sql(
                        """
                        insert into customer_order (order_number, item, quantity, buyer, seller, amount)
                        values (:orderNumber, :item, :quantity, :buyer, :seller, :amount)
                        returning id
                        """)
                .paramSource(order)
                .query(Long.class)
                .single();
    }
}
