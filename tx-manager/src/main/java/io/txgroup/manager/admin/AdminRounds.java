package io.txgroup.manager.admin;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * What the operators' side does again and again: it tells open pages what changed, and the other managers of this
 * one, until it is stopped.
 * Owns its two threads, so that neither waits for the other. Started last and stopped first, so that open pages don't keep the web server from stopping.
 */
final class AdminRounds implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AdminRounds.class);
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final Duration REPORT = Duration.ofSeconds(5);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, task -> {
        Thread made = new Thread(task, "tx-admin");
        made.setDaemon(true);
        return made;
    });
    private final Watch watch;
    private final ManagerReports reports;
    private final Supplier<ManagerReports.Report> own;
    private volatile boolean running;

    AdminRounds(Watch watch, ManagerReports reports, Supplier<ManagerReports.Report> own) {
        this.watch = watch;
        this.reports = reports;
        this.own = own;
    }

    @Override
    public void start() {
        running = true;
        every(WATCH, watch::tick);
        every(REPORT, () -> reports.note(own.get()));
    }

    private void every(Duration interval, Runnable round) {
        var unused = threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        round.run();
                    } catch (AdminUnavailableException e) {
                        log.debug("The operators' pages have no news: {}", e.getMessage());
                    } catch (RuntimeException e) {
                        log.warn("A round failed, the next one comes in {} ms", interval.toMillis(), e);
                    }
                },
                0,
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        threads.shutdownNow();
        watch.close();
        try {
            // a report that is under way must not come after the farewell
            threads.awaitTermination(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            reports.forget(own.get().name());
        } catch (AdminUnavailableException e) {
            log.debug("This manager is called silent for an hour: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
