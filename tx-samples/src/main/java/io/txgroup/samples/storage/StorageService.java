package io.txgroup.samples.storage;

import io.txgroup.client.TxTransaction;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class StorageService {
    private final StockRepository stock;
    private final StockCounter counter;

    StorageService(StockRepository stock, StockCounter counter) {
        this.stock = stock;
        this.counter = counter;
    }

    /** Takes the items from stock, and remembers for which order. */
    @TxTransaction
    @Transactional
    public void reserve(Reservation reservation) {
        take(reservation);
    }

    /** The same with a local transaction only, for comparison. */
    @Transactional
    public void reserveUncoordinated(Reservation reservation) {
        take(reservation);
    }

    private void take(Reservation reservation) {
        stock.take(reservation.item(), reservation.quantity());
        stock.insert(reservation);
        counter.take(reservation.item(), reservation.quantity());
    }
}
