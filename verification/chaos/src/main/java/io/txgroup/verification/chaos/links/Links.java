package io.txgroup.verification.chaos.links;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** All links of a run, one for each pair of processes that talk. Thread-safe. */
public final class Links implements AutoCloseable {
    private static final int THREADS = 2;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("links", true), NioIoHandler.newFactory());
    private final Map<Pair, Link> links = new TreeMap<>();
    private final Set<Integer> taken = new HashSet<>();

    /** Who talks to whom. */
    public record Pair(String from, String to) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int order = from.compareTo(other.from);
            return order == 0 ? to.compareTo(other.to) : order;
        }

        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    /** The link by which one reaches the other; made at its first use, when it reaches nobody. */
    public synchronized Link between(String from, String to) {
        return links.computeIfAbsent(new Pair(from, to), any -> new Link(loops, taken));
    }

    /** Where a process listens now. */
    public synchronized void moved(String to, int port) {
        links.forEach((pair, link) -> {
            if (pair.to().equals(to)) {
                link.reach(port);
            }
        });
    }

    /** A process takes no more connections, and answers over those that it has. */
    public synchronized void closing(String to) {
        links.forEach((pair, link) -> {
            if (pair.to().equals(to)) {
                link.reachNoMore();
            }
        });
    }

    /** A process is gone. */
    public synchronized void gone(String to) {
        links.forEach((pair, link) -> {
            if (pair.to().equals(to)) {
                link.reachNobody();
            }
        });
    }

    /** The pairs that are meant, in a fixed order. */
    public synchronized List<Pair> pairs(Predicate<Pair> which) {
        return links.keySet().stream().filter(which).toList();
    }

    /** Heals all of them. */
    public synchronized void heal() {
        links.values().forEach(Link::heal);
    }

    @Override
    public void close() {
        synchronized (this) {
            links.values().forEach(Link::close);
        }
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
