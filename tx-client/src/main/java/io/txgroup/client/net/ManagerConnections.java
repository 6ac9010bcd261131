package io.txgroup.client.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.txgroup.client.core.ManagerLink;
import io.txgroup.client.core.ManagerListener;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.net.PeerWords;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * This process's connections to the managers: one to each address that the directory knows, made again for ever. Owns
 * its threads: one event loop, and one or two for look-ups that may block. Started and closed once; everything else is
 * thread-safe and does not block.
 */
public final class ManagerConnections implements ManagerLink, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ManagerConnections.class);
    private static final int LOOKUP_THREADS = 2;
    private static final long LOOKUP_THREAD_IDLE_SECONDS = 10;
    private static final long CLOSE_WITHIN_SECONDS = 5;

    private final ConnectionSettings settings;
    private final ManagerDirectory directory;
    private final SecureRandom random = new SecureRandom();
    private final ReachedManagers reached = new ReachedManagers(System::nanoTime);
    private final Map<ManagerAddress, ManagerConnection> connections = new ConcurrentSkipListMap<>();
    private final EventLoopGroup loops;
    private final ThreadPoolExecutor lookups;
    private final Dialer dialer;

    private volatile String directoryTrouble = "";
    /** The kinds of trouble that were told since the last answer of the directory. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private boolean closing;

    /** Prepares the connections; none is made before {@link #start}. */
    public ManagerConnections(ConnectionSettings settings, ManagerDirectory directory) {
        this.settings = settings;
        this.directory = directory;
        this.loops = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("tx-managers", true), NioIoHandler.newFactory());
        this.lookups = new ThreadPoolExecutor(
                LOOKUP_THREADS,
                LOOKUP_THREADS,
                LOOKUP_THREAD_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("tx-managers-lookup", true));
        this.lookups.allowCoreThreadTimeOut(true);
        this.dialer = new Dialer(settings, loops.next(), lookups);
    }

    /** Begins to connect. */
    public void start(ManagerListener listener) {
        lookUp(listener);
    }

    @Override
    public boolean send(String home, Message.ToManager message) {
        return reached.send(home, message);
    }

    @Override
    public boolean understands(Message.ToManager message) {
        return reached.understands(message);
    }

    @Override
    public Optional<Trouble> trouble() {
        if (reached.isAnyUsable()) {
            return Optional.empty();
        }
        String what = connections.isEmpty()
                ? "no manager's address is known from " + directory.source() + directoryTrouble
                : connections.values().stream().map(ManagerConnection::status).collect(Collectors.joining("; "));
        return Optional.of(new Trouble(PeerWords.printable(what), reached.unusableFor()));
    }

    /** How each address stands, in their order. */
    public List<ManagerView> views() {
        return connections.values().stream().map(ManagerConnection::view).toList();
    }

    /** Where the addresses come from, in words for a person. */
    public String source() {
        return directory.source();
    }

    /** Why the addresses come from there, in words for a person. */
    public String why() {
        return directory.why();
    }

    private void lookUp(ManagerListener listener) {
        lookups.execute(() -> {
            Set<ManagerAddress> addresses = known();
            if (!loops.isShuttingDown()) {
                dialer.loop().execute(() -> use(addresses, listener));
            }
        });
    }

    private Set<ManagerAddress> known() {
        try {
            Set<ManagerAddress> addresses = Set.copyOf(directory.addresses());
            if (directoryTrouble.startsWith(":")) {
                log.info("Managers are looked up in {} again: {}", directory.source(), addresses);
            }
            directoryTrouble = addresses.isEmpty() ? ", which lists none" : "";
            told.clear();
            return addresses;
        } catch (RuntimeException e) {
            String trouble = ": " + (e instanceof ManagersUnknownException ? e.getMessage() : e.toString());
            String kind = e instanceof ManagersUnknownException unknown ? unknown.kind() : e.toString();
            log.atLevel(told.add(kind) ? Level.WARN : Level.DEBUG)
                    .log(
                            "Managers can't be looked up in {}, the known ones stay in use{}",
                            directory.source(),
                            PeerWords.printable(trouble));
            directoryTrouble = trouble;
            return Set.of();
        }
    }

    /** An address that is listed no more is kept while it works; a list of none says nothing. */
    private void use(Set<ManagerAddress> listed, ManagerListener listener) {
        if (closing) {
            return;
        }
        if (!listed.isEmpty()) {
            connections.entrySet().removeIf(entry -> {
                boolean given =
                        !listed.contains(entry.getKey()) && !entry.getValue().isConnected();
                if (given) {
                    entry.getValue().stop();
                }
                return given;
            });
        }
        for (ManagerAddress address : listed) {
            connections.computeIfAbsent(address, added -> {
                ManagerConnection connection =
                        new ManagerConnection(added, settings, dialer, reached, listener, random);
                connection.connect();
                return connection;
            });
        }
        dialer.loop()
                .schedule(
                        () -> lookUpAgain(listener),
                        settings.pace().directoryRefresh().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void lookUpAgain(ManagerListener listener) {
        if (!closing) {
            lookUp(listener);
        }
    }

    /** Closes every connection, when what was sent has left, and ends the threads. */
    @Override
    public void close() {
        if (!loops.isShuttingDown()) {
            dialer.loop().submit(this::stopAll).awaitUninterruptibly(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS);
        }
        endLookups();
        loops.shutdownGracefully(0, CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private void endLookups() {
        lookups.shutdownNow();
        try {
            if (!lookups.awaitTermination(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                log.warn("A look-up of managers takes long; it is left to end by itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopAll() {
        closing = true;
        connections.values().forEach(ManagerConnection::stop);
    }
}
