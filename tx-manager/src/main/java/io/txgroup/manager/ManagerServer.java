package io.txgroup.manager;

import io.txgroup.manager.cluster.Rounds;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.net.PeerServer;
import io.txgroup.manager.store.RedisGroupStore;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.netflix.eureka.EurekaInstanceConfigBean;
import org.springframework.context.SmartLifecycle;

/**
 * Opens a manager to its peers and closes it again: it listens before it registers in Eureka, and stops listening after
 * it has left.
 */
public final class ManagerServer implements SmartLifecycle {
    /** The key of the TCP port in a manager's metadata in Eureka. */
    public static final String PORT_IN_METADATA = "tx-port";

    private static final Duration INSPECTION = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(ManagerServer.class);

    private final RedisGroupStore store;
    private final PeerServer peers;
    private final Coordinator coordinator;
    private final Rounds rounds;
    private final ObjectProvider<EurekaInstanceConfigBean> eureka;
    private volatile int port;
    private volatile boolean running;

    ManagerServer(
            RedisGroupStore store,
            PeerServer peers,
            Coordinator coordinator,
            Rounds rounds,
            ObjectProvider<EurekaInstanceConfigBean> eureka) {
        this.store = store;
        this.peers = peers;
        this.coordinator = coordinator;
        this.rounds = rounds;
        this.eureka = eureka;
    }

    /** The port on which it listens for services; 0 until it does. */
    public int port() {
        return port;
    }

    /**
     * Looks at the Redis first.
     *
     * @throws IllegalStateException if it can't be reached or must not keep groups; the manager does not start
     */
    @Override
    public void start() {
        inspectStore();
        rounds.start();
        port = peers.start(coordinator::receive).getPort();
        eureka.ifAvailable(instance -> {
            // the configuration, not what is made of it: that would fix the HTTP port before it is known
            instance.getMetadataMap().put(PORT_IN_METADATA, Integer.toString(port));
            log.info("Registers in Eureka with {}={}", PORT_IN_METADATA, port);
        });
        running = true;
    }

    private void inspectStore() {
        try {
            store.check().toCompletableFuture().get(INSPECTION.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IllegalStateException("TxManager does not start: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "TxManager does not start: its Redis has not answered within " + INSPECTION, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("TxManager does not start: it was interrupted", e);
        }
    }

    @Override
    public void stop() {
        running = false;
        peers.close();
        rounds.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the registration in Eureka, which has phase 0. */
    @Override
    public int getPhase() {
        return -100;
    }
}
