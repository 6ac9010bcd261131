package io.txgroup.client.running;

import io.txgroup.client.core.UnitView;
import io.txgroup.client.core.Units;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a process leave: it refuses new calls of groups, and waits for those in which others count on it. */
public final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final long LOOK_EVERY_MILLIS = 10;

    private final Units units;

    /** Of these units. */
    public Drain(Units units) {
        this.units = units;
    }

    /** Blocks until every unit has ended and the managers know it, at most so long. */
    public void await(Duration limit) {
        units.leave();
        List<UnitView> open = units.views();
        if (open.isEmpty()) {
            return;
        }
        log.info(
                "Stopping - {} groups still have a unit here, {} of them wait for the outcome; waits for them, {} ms at"
                        + " most (tx.client.drain-timeout)",
                open.size(),
                open.stream().filter(UnitView::inDoubt).count(),
                limit.toMillis());
        long end = System.nanoTime() + limit.toNanos();
        while (!open.isEmpty() && System.nanoTime() - end < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            open = units.views();
        }
        for (UnitView left : open) {
            log.warn(
                    "Group {} - the process stops while its unit {} is {} and holds {}: what is prepared another process"
                            + " of the service finishes, what is only held its database rolls back",
                    left.groupId(),
                    left.unit(),
                    left.state(),
                    left.held().stream().map(UnitView.Held::name).toList());
        }
    }
}
