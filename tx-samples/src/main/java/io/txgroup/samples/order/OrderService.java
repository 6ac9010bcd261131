package io.txgroup.samples.order;

import io.txgroup.client.TxTransaction;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class OrderService {
    private final OrderRepository orders;
    private final StorageClient storage;
    private final AccountClient accounts;

    OrderService(OrderRepository orders, StorageClient storage, AccountClient accounts) {
        this.orders = orders;
        this.storage = storage;
        this.accounts = accounts;
    }

    /** Writes the order, takes the stock and moves the money: in all databases or in none. */
    @TxTransaction
    @Transactional
    public long place(Order order) {
        return placeInGroup(order);
    }

    /** The same, given up after two seconds. */
    @TxTransaction(timeoutSeconds = 2)
    @Transactional
    public long placeInAHurry(Order order) {
        return placeInGroup(order);
    }

    /** The same with local transactions only, for comparison. */
    @Transactional
    public long placeUncoordinated(Order order) {
        long id = orders.insert(order);
        storage.reserveUncoordinated(StorageClient.Reservation.of(order));
        accounts.transferUncoordinated(AccountClient.Transfer.of(order));
        return id;
    }

    private long placeInGroup(Order order) {
        long id = orders.insert(order);
        storage.reserve(StorageClient.Reservation.of(order));
        accounts.transfer(AccountClient.Transfer.of(order));
        return id;
    }
}
