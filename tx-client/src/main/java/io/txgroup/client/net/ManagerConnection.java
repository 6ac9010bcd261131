package io.txgroup.client.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.txgroup.client.core.ManagerListener;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.net.ClientHandshake;
import io.txgroup.protocol.net.FrameDecoder;
import io.txgroup.protocol.net.PeerWords;
import io.txgroup.protocol.net.Terms;
import io.txgroup.protocol.net.Versions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one address, made again until it is stopped. Lives in the event loop; only {@link #status} is for
 * any thread. What goes wrong is told once, until the address has been reached. A manager that is being stopped is left:
 * another connection is made at once, which a balancer leads to another manager, and the old one stays until that is of use
 * or the manager ends it, for answers that are still on their way.
 */
final class ManagerConnection {
    private static final Logger log = LoggerFactory.getLogger(ManagerConnection.class);

    private final ManagerAddress address;
    private final ConnectionSettings settings;
    private final Dialer dialer;
    private final ReachedManagers reached;
    private final ManagerListener listener;
    private final SecureRandom random;
    private final Backoff backoff;
    private final Set<Ending.Kind> told = EnumSet.noneOf(Ending.Kind.class);
    private final List<ReachedManager> leaving = new CopyOnWriteArrayList<>();

    private boolean stopped;
    private boolean storeTroubleTold;
    private @Nullable Channel channel;
    private @Nullable Ending ending;
    private volatile @Nullable ReachedManager manager;
    private volatile String failure = "is being connected";

    ManagerConnection(
            ManagerAddress address,
            ConnectionSettings settings,
            Dialer dialer,
            ReachedManagers reached,
            ManagerListener listener,
            SecureRandom random) {
        this.address = address;
        this.settings = settings;
        this.dialer = dialer;
        this.reached = reached;
        this.listener = listener;
        this.random = random;
        this.backoff = new Backoff(settings.pace(), random);
    }

    void connect() {
        if (!stopped) {
            ending = null;
            dialer.dial(address, this::handshake).addListener(this::dialled);
        }
    }

    boolean isConnected() {
        return manager != null || !leaving.isEmpty();
    }

    void stop() {
        stopped = true;
        end(Ending.broken("this process closes its connections"));
        if (channel != null) {
            channel.close();
        }
        leaving.forEach(ReachedManager::close);
    }

    /** How it stands, in words for a person. */
    String status() {
        ReachedManager current = manager;
        if (current == null) {
            return "manager " + address + " " + failure;
        }
        return "manager " + address + (current.isUsable() ? " reached" : " reached, but " + current.trouble());
    }

    ManagerView view() {
        ReachedManager current = manager;
        return new ManagerView(
                address,
                current == null ? "" : PeerWords.printable(current.managerId()),
                current != null && current.isUsable(),
                PeerWords.printable(status()));
    }

    private HandshakeHandler handshake(FrameDecoder decoder) {
        ClientHandshake handshake = new ClientHandshake(settings.self(), Versions.SPOKEN, settings.secret(), random);
        return new HandshakeHandler(handshake, settings.pace().handshakeLimit(), new HandshakeHandler.Result() {
            @Override
            public boolean isReachedElsewhere(String managerId) {
                return reached.contains(managerId);
            }

            @Override
            public void met(ChannelHandlerContext context, ClientHandshake proved, Terms terms) {
                decoder.limit(settings.frameBytes());
                ManagerConnection.this.met(context, proved, terms);
            }

            @Override
            public void ends(Ending how) {
                end(how);
            }
        });
    }

    private void dialled(Future<? super Channel> dialled) {
        if (!dialled.isSuccess()) {
            if (!stopped) {
                end(Ending.by(dialled.cause()));
            }
            ended(null);
            return;
        }
        Channel dialledChannel = (Channel) dialled.getNow();
        channel = dialledChannel;
        dialledChannel.closeFuture().addListener(closed -> ended(dialledChannel));
        if (stopped) {
            dialledChannel.close();
        }
    }

    private void met(ChannelHandlerContext context, ClientHandshake proved, Terms terms) {
        String managerId = proved.managerId();
        ReachedManager met = new ReachedManager(managerId, proved.version(), context.channel(), settings.frameBytes());
        manager = met;
        told.clear();
        log.info("TxManager {} at {} - connected", PeerWords.printable(managerId), address);
        reached.add(met);
        listener.connected(managerId);
        Duration heartbeat = settings.pace().heartbeat().compareTo(terms.heartbeat()) < 0
                ? settings.pace().heartbeat()
                : terms.heartbeat();
        context.pipeline()
                .addLast(new ManagerHandler(
                        met, heartbeat, settings.pace().missedHeartbeats(), message -> received(met, message), how -> {
                            if (manager == met) {
                                end(how);
                            }
                        }));
    }

    private void received(ReachedManager from, Message.ToClient message) {
        if (message instanceof Message.HeartbeatAnswer answer) {
            from.heard(answer);
            reached.changed();
            if (answer.draining()) {
                leave(from);
            } else {
                backoff.reset();
                tellOfStore(from);
            }
        }
        try {
            listener.received(from.managerId(), message);
        } catch (RuntimeException e) {
            log.error("What TxManager {} said could not be taken: {}", from.managerId(), message, e);
        }
    }

    /** It is being stopped: first another connection is made, then this one ended. */
    private void leave(ReachedManager from) {
        if (manager == from) {
            manager = null;
            channel = null;
            leaving.add(from);
            told.add(Ending.Kind.BROKEN);
            failure = "is being stopped";
            log.info(
                    "TxManager {} at {} - is being stopped; other managers are used, and this one as soon as it is back",
                    PeerWords.printable(from.managerId()),
                    address);
            dialer.loop().schedule(this::connect, backoff.nextMillis(), TimeUnit.MILLISECONDS);
        } else if (reached.doesAnyStay()) {
            from.close();
        }
    }

    private void left(ReachedManager gone) {
        leaving.remove(gone);
        if (reached.remove(gone)) {
            listener.disconnected(gone.managerId(), "it was stopped");
        }
    }

    private void end(Ending how) {
        if (ending == null) {
            ending = how;
        }
    }

    private void ended(@Nullable Channel closed) {
        Optional<ReachedManager> gone =
                leaving.stream().filter(stopped -> stopped.isOn(closed)).findFirst();
        if (gone.isPresent()) {
            left(gone.get());
            return;
        }
        ReachedManager lost = manager;
        boolean replaced = lost != null && !reached.remove(lost);
        Ending how = replaced ? Ending.ELSEWHERE : ending == null ? Ending.broken("the connection ended") : ending;
        channel = null;
        manager = null;
        failure = (how.kind() == Ending.Kind.REFUSED ? "refused: " : "not reached: ") + how.why();
        if (lost != null && !replaced) {
            listener.disconnected(lost.managerId(), how.why());
        }
        if (!stopped) {
            tell(how, lost != null);
            dialer.loop().schedule(this::connect, pauseMillis(how.kind()), TimeUnit.MILLISECONDS);
        }
    }

    private long pauseMillis(Ending.Kind kind) {
        return switch (kind) {
            case BROKEN -> backoff.nextMillis();
            case REFUSED -> backoff.jittered(settings.pace().refusedRetry().toMillis());
            case ELSEWHERE -> backoff.longestMillis();
        };
    }

    private void tellOfStore(ReachedManager from) {
        if (from.isUsable() == storeTroubleTold) {
            storeTroubleTold = !storeTroubleTold;
            log.warn(
                    "TxManager {} at {} - {}",
                    PeerWords.printable(from.managerId()),
                    address,
                    storeTroubleTold ? PeerWords.printable(from.trouble()) : "its Redis is reached again");
        }
    }

    private void tell(Ending how, boolean wasConnected) {
        String why = PeerWords.printable(how.why());
        if (how.kind() == Ending.Kind.ELSEWHERE || !told.add(how.kind())) {
            log.debug("TxManager at {} - not connected: {}", address, why);
        } else if (how.kind() == Ending.Kind.REFUSED) {
            log.warn(
                    "TxManager at {} - not connected, service '{}' and it do not take one another: {}. Give both the"
                            + " same secret (tx.client.secret here, tx.manager.secrets there) and versions of TxGroup"
                            + " that know one another; tried again every {} s, not told again",
                    address,
                    settings.self().service(),
                    why,
                    settings.pace().refusedRetry().toSeconds());
        } else {
            log.warn(
                    "TxManager at {} - {}: {}; connected again as soon as it answers, not told again until then",
                    address,
                    wasConnected ? "lost" : "not reached",
                    why);
        }
    }
}
