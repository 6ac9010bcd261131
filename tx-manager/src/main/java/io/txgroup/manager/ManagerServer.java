package io.txgroup.manager;

import io.txgroup.manager.cluster.Membership;
import io.txgroup.manager.cluster.Rounds;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.net.PeerServer;
import io.txgroup.manager.net.PeerWatch;
import io.txgroup.manager.store.RedisGroupStore;
import io.txgroup.protocol.ProcessId;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.netflix.eureka.EurekaInstanceConfigBean;
import org.springframework.context.SmartLifecycle;

/**
 * Opens a manager to its peers and closes it again: it listens before it registers in Eureka, and after it has left there
 * it takes its leave of the peers too, then closes.
 */
public final class ManagerServer implements SmartLifecycle {
    /** The key of the TCP port in a manager's metadata in Eureka. */
    public static final String PORT_IN_METADATA = "tx-port";

    private static final Duration INSPECTION = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(ManagerServer.class);

    private final RedisGroupStore store;
    private final PeerServer peers;
    private final Coordinator coordinator;
    private final Cluster cluster;
    private final Drain drain;
    private final ObjectProvider<EurekaInstanceConfigBean> eureka;
    private volatile int port;
    private volatile String address = "";
    private volatile boolean running;

    ManagerServer(
            RedisGroupStore store,
            PeerServer peers,
            Coordinator coordinator,
            Cluster cluster,
            Drain drain,
            ObjectProvider<EurekaInstanceConfigBean> eureka) {
        this.store = store;
        this.peers = peers;
        this.coordinator = coordinator;
        this.cluster = cluster;
        this.drain = drain;
        this.eureka = eureka;
    }

    /**
     * What ties this manager to the others.
     *
     * @param membership what it tells of itself
     * @param rounds what it does again and again
     * @param address where services reach it, by the port that it listens on
     */
    record Cluster(Membership membership, Rounds rounds, IntFunction<String> address) {}

    /** The port on which it listens for services; 0 until it does. */
    public int port() {
        return port;
    }

    /** Where services reach it, {@code host:port}: what it is told to be reached by, or where it listens; empty until it does. */
    public String address() {
        return address;
    }

    /**
     * Looks at the Redis first.
     *
     * @throws IllegalStateException if it can't be reached or must not keep groups; the manager does not start
     */
    @Override
    public void start() {
        inspectStore();
        cluster.rounds().start();
        port = peers.start(coordinator::receive, new PeerWatch() {
                    @Override
                    public void connected(ProcessId process) {
                        cluster.membership().connected(process);
                    }

                    @Override
                    public void disconnected(ProcessId process) {
                        cluster.membership().disconnected(process);
                    }
                })
                .getPort();
        address = cluster.address().apply(port);
        cluster.membership().open(address);
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
        drain.run();
        peers.close();
        cluster.rounds().close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Begins before the registration in Eureka, which has phase 0, and so ends after it. */
    @Override
    public int getPhase() {
        return -100;
    }
}
