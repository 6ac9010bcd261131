package io.txgroup.client.autoconfigure;

import io.txgroup.client.spi.CurrentCall;
import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/** Local transactions without a database: notes what happens to them, and whether it happens in a group. */
final class RecordingTransactions extends AbstractPlatformTransactionManager {
    private static final long serialVersionUID = 1L;

    final transient List<String> events = new ArrayList<>();
    private final transient CurrentCall current;
    private boolean open;

    RecordingTransactions(CurrentCall current) {
        this.current = current;
    }

    @Override
    protected Object doGetTransaction() {
        return this;
    }

    @Override
    protected boolean isExistingTransaction(Object transaction) {
        return open;
    }

    @Override
    protected Object doSuspend(Object transaction) {
        note("suspend");
        open = false;
        return this;
    }

    @Override
    protected void doResume(Object transaction, Object suspended) {
        note("resume");
        open = true;
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        note("begin");
        open = true;
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        note("commit");
        open = false;
    }

    @Override
    protected void doRollback(DefaultTransactionStatus status) {
        note("rollback");
        open = false;
    }

    private void note(String event) {
        events.add(event + (current.scope().isPresent() ? " in a group" : " alone"));
    }
}
