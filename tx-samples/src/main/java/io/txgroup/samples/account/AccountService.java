package io.txgroup.samples.account;

import io.txgroup.client.TxTransaction;
import io.txgroup.samples.account.LedgerClient.Entry;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class AccountService {
    private final AccountRepository accounts;
    private final LedgerClient ledger;

    AccountService(AccountRepository accounts, LedgerClient ledger) {
        this.accounts = accounts;
        this.ledger = ledger;
    }

    /** Moves the money, and has the ledger write down both movements. */
    @TxTransaction
    @Transactional
    public void transfer(Transfer transfer) {
        ledger.record(move(transfer.orderNumber(), transfer.from(), -transfer.amount()));
        ledger.record(move(transfer.orderNumber(), transfer.to(), transfer.amount()));
    }

    /** The same with local transactions only, for comparison. */
    @Transactional
    public void transferUncoordinated(Transfer transfer) {
        ledger.recordUncoordinated(move(transfer.orderNumber(), transfer.from(), -transfer.amount()));
        ledger.recordUncoordinated(move(transfer.orderNumber(), transfer.to(), transfer.amount()));
    }

    private Entry move(String orderNumber, String account, long amount) {
        accounts.add(account, amount);
        long movement = accounts.insertMovement(orderNumber, account, amount);
        return new Entry(movement, orderNumber, account, amount);
    }
}
