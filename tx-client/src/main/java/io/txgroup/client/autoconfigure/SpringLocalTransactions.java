package io.txgroup.client.autoconfigure;

import io.txgroup.client.running.GroupRunner;
import io.txgroup.client.running.LocalTransactions;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The local transactions that Spring's transaction managers keep for the current thread. Thread-safe. */
final class SpringLocalTransactions implements LocalTransactions {
    private final Supplier<List<PlatformTransactionManager>> managers;

    SpringLocalTransactions(Supplier<List<PlatformTransactionManager>> managers) {
        this.managers = managers;
    }

    @Override
    public Optional<String> open() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? Optional.of(Objects.requireNonNullElse(
                        TransactionSynchronizationManager.getCurrentTransactionName(), "(without a name)"))
                : Optional.empty();
    }

    @Override
    public @Nullable Object suspended(GroupRunner.Body body) throws Throwable {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? suspended(managers.get().iterator(), body)
                : body.run();
    }

    /** Each manager knows only its own transaction. */
    private static @Nullable Object suspended(Iterator<PlatformTransactionManager> rest, GroupRunner.Body body)
            throws Throwable {
        if (!rest.hasNext()) {
            return body.run();
        }
        PlatformTransactionManager manager = rest.next();
        TransactionStatus none = manager.getTransaction(
                new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_NOT_SUPPORTED));
        Object result;
        try {
            result = suspended(rest, body);
        } catch (Throwable thrown) {
            try {
                manager.rollback(none);
            } catch (RuntimeException e) {
                thrown.addSuppressed(e);
            }
            throw thrown;
        }
        manager.commit(none);
        return result;
    }
}
