package io.txgroup.client.autoconfigure;

import io.txgroup.client.core.Units;
import io.txgroup.client.net.ManagerConnections;
import org.springframework.context.SmartLifecycle;

/**
 * Begins to look for managers once the web server listens. Not earlier: the first question to Eureka makes its client,
 * which then registers this service with the port that is known at that moment, and for {@code server.port=0} there
 * would be none.
 */
final class ManagerSearch implements SmartLifecycle {
    private final ManagerConnections connections;
    private final Units units;
    private volatile boolean running;

    ManagerSearch(ManagerConnections connections, Units units) {
        this.connections = connections;
        this.units = units;
    }

    @Override
    public void start() {
        running = true;
        connections.start(units);
    }

    /** The connections are still needed by what is being ended: {@link ClientThreads} closes them. */
    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the web server's, which is less by 2048 than the last. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1_024;
    }
}
