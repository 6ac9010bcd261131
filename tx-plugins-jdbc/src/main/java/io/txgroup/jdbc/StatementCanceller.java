package io.txgroup.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels statements in threads of its own, because drivers open a connection for that and may wait for the network. It
 * has threads only while there is something to cancel. Thread-safe.
 */
public final class StatementCanceller implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(StatementCanceller.class);
    private static final int THREADS = 4;
    private static final int IDLE_SECONDS = 10;

    private final AtomicInteger threads = new AtomicInteger();
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);

    /** Has no threads yet. */
    public StatementCanceller() {
        executor.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "tx-jdbc-cancel-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Cancels the statement soon; done when the driver has said so, never exceptionally. */
    CompletableFuture<Void> cancel(Statement statement, Cancellation cancellation) {
        try {
            return CompletableFuture.runAsync(() -> cancelNow(statement, cancellation), executor);
        } catch (RejectedExecutionException closed) {
            logger.debug("Not cancelling a statement: the application is closing", closed);
            return CompletableFuture.completedFuture(null);
        }
    }

    private static void cancelNow(Statement statement, Cancellation cancellation) {
        try {
            cancellation.cancel(statement);
        } catch (SQLException | RuntimeException e) {
            logger.debug("A statement could not be cancelled; it ends by its timeout", e);
        }
    }

    /** Lets what was asked for end, and takes nothing more. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
