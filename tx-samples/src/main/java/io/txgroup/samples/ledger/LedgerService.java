package io.txgroup.samples.ledger;

import io.txgroup.client.TxTransaction;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class LedgerService {
    private final EntryRepository entries;

    LedgerService(EntryRepository entries) {
        this.entries = entries;
    }

    @TxTransaction
    @Transactional
    public void record(Entry entry) {
        entries.insert(entry);
    }

    /** The same with a local transaction only, for comparison. */
    @Transactional
    public void recordUncoordinated(Entry entry) {
        entries.insert(entry);
    }
}
