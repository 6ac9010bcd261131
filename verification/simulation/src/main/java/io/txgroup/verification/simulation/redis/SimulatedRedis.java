package io.txgroup.verification.simulation.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A master and its replicas, which get each write when {@link #replicateOne} says so; links that can be cut, failovers that lose what
 * was not replicated, restarts that lose nothing. Nothing happens by itself. Nodes are numbered from 0; node 0 is the first
 * master. Not thread-safe.
 */
public final class SimulatedRedis {
    private final Scripts scripts = new Scripts();
    private final List<Node> nodes = new ArrayList<>();
    private Node master;

    /** A master with so many replicas, linked and empty. */
    public SimulatedRedis(int replicas) {
        for (int i = 0; i <= replicas; i++) {
            nodes.add(new Node());
        }
        master = nodes.get(0);
        for (Node node : nodes) {
            if (node != master) {
                node.follow(master);
                node.replicateOne();
            }
        }
    }

    /** One server. */
    private static final class Node {
        private RedisData data = new RedisData();
        private List<List<List<String>>> written = new ArrayList<>();
        private @Nullable Node follows;
        private int taken;
        private boolean isLinked = true;
        private boolean isSynced;
        private boolean isUp = true;
        private int life;

        private void follow(Node other) {
            follows = other;
            isSynced = false;
            breakConnections();
        }

        private void lead() {
            follows = null;
            written = new ArrayList<>();
            breakConnections();
        }

        private void breakConnections() {
            life++;
        }

        private boolean replicateOne() {
            Node source = follows;
            if (source == null || !isLinked || !source.isUp || !isUp) {
                return false;
            }
            if (!isSynced) {
                data = source.data.copy();
                taken = source.written.size();
                isSynced = true;
                return true;
            }
            if (taken == source.written.size()) {
                return false;
            }
            for (List<String> words : source.written.get(taken)) {
                try {
                    data.call(words);
                } catch (RedisError e) {
                    throw new IllegalStateException("A replica can't do what its master did: " + words, e);
                }
            }
            taken++;
            return true;
        }
    }

    /** How many servers there are. */
    public int nodes() {
        return nodes.size();
    }

    /** The number of the present master; of two, the younger one. */
    public int master() {
        return nodes.indexOf(master);
    }

    /** Whether the present master can be reached. */
    public boolean isUp() {
        return master.isUp;
    }

    /** That replica takes one more write, or a copy of everything if it must; false if it could not, or has all. */
    public boolean replicateOne(int node) {
        return nodes.get(node).replicateOne();
    }

    /** The link between that replica and its master carries nothing from now on; the master does not notice for long. */
    public void cut(int node) {
        nodes.get(node).isLinked = false;
    }

    /** That node is linked again; a master of old comes back as a replica, and drops all that it has. */
    public void heal(int node) {
        Node healed = nodes.get(node);
        healed.isLinked = true;
        if (healed != master && (healed.follows != master || !healed.isUp)) {
            healed.isUp = true;
            healed.follow(master);
        }
    }

    /** Whether that replica could take over: it has had a copy of all that the master had then. */
    public boolean isPromotable(int node) {
        Node candidate = nodes.get(node);
        return candidate != master && candidate.isUp && candidate.follows == master && candidate.isSynced;
    }

    /** The master is gone, for now. */
    public void stop() {
        master.isUp = false;
        master.breakConnections();
    }

    /** The master is back with all its data; its replicas copy it anew. */
    public void start() {
        master.isUp = true;
        nodes.stream().filter(node -> node.follows == master).forEach(node -> node.follow(master));
    }

    /** That replica takes over; the old master goes on if it is up, for those who are connected to it. */
    public void promote(int node) {
        Node old = master;
        master = nodes.get(node);
        master.isLinked = true;
        master.lead();
        for (Node other : nodes) {
            if (other != master && other.follows == old) {
                other.follow(master);
            }
        }
    }

    // ---- what is there

    /** The present master's names of keys, in their order. */
    public Set<String> keys() {
        return new TreeSet<>(master.data.keys());
    }

    /** A list that the present master has; empty if it has none. */
    public List<String> list(String key) {
        return orThrow(() -> List.copyOf(master.data.list(key)));
    }

    /** A field of a hash that the present master has. */
    public Optional<String> field(String key, String field) {
        return orThrow(() -> Optional.ofNullable(master.data.hash(key).get(field)));
    }

    /** The members of a sorted set that the present master has. */
    public List<String> members(String key) {
        return orThrow(() -> List.copyOf(master.data.sorted(key)));
    }

    /** A number that the present master has; 0 if it has none. */
    public long number(String key) {
        return orThrow(() -> {
            String text = master.data.string(key);
            return text == null ? 0 : Long.parseLong(text);
        });
    }

    /** What {@code DUMP} and SHA-1 make of a value that the present master has; empty if it has none. */
    public String digest(String key) {
        return orThrow(() -> {
            Object dump = master.data.call(List.of("DUMP", key));
            return dump == null ? "" : Scripts.sha1((String) dump);
        });
    }

    private interface Look<T> {
        T at() throws RedisError;
    }

    private static <T> T orThrow(Look<T> look) {
        try {
            return look.at();
        } catch (RedisError e) {
            throw new IllegalStateException(e.said(), e);
        }
    }

    /** Connects to the present master; empty if it is gone. */
    public Optional<Connection> connect() {
        return master.isUp ? Optional.of(new Connection(master)) : Optional.empty();
    }

    /** What was done for one script or command. */
    public record Done(@Nullable Object answer, List<List<String>> written) {}

    /** A connection to one server, as long as both live. */
    public final class Connection {
        private final Node node;
        private final int life;
        private String name = "";
        private int wrote;

        private Connection(Node node) {
            this.node = node;
            this.life = node.life;
        }

        /** Whether anything can be said on it. */
        public boolean isOpen() {
            return node.isUp && node.life == life;
        }

        /** Whether its server is the present master. */
        public boolean isOfMaster() {
            return node == master;
        }

        /** {@code CLIENT SETNAME}. */
        public void rename(String given) {
            name = given;
        }

        /** {@code CLIENT GETNAME}; empty if it has none. */
        public String name() {
            return name;
        }

        /**
         * {@code EVAL}, in one step.
         *
         * @throws IllegalStateException if the script fails
         */
        public Done eval(String text, List<String> keys, List<String> args) {
            return done(written -> scripts.run(text, keys, args, words -> {
                Object answer = node.data.call(words);
                if (RedisData.isWrite(words)) {
                    written.add(List.copyOf(words));
                }
                return answer;
            }));
        }

        /** One command that writes. */
        public Done command(List<String> words) {
            return done(written -> {
                written.add(words);
                return node.data.call(words);
            });
        }

        private interface Work {
            @Nullable
            Object with(List<List<String>> written) throws RedisError;
        }

        private Done done(Work work) {
            if (!isOpen() || node.follows != null) {
                throw new IllegalStateException("READONLY or closed: nothing can be written here");
            }
            List<List<String>> written = new ArrayList<>();
            try {
                return new Done(work.with(written), written);
            } catch (RedisError e) {
                throw new IllegalStateException(e.said(), e);
            } finally {
                if (!written.isEmpty()) {
                    node.written.add(written);
                    wrote = node.written.size();
                }
            }
        }

        /** The members of a sorted set, from one and before another, in their order. */
        public List<String> members(String key, String from, @Nullable String to, int most) {
            return orThrow(() -> node.data.sorted(key).stream()
                    .filter(member -> member.compareTo(from) >= 0 && (to == null || member.compareTo(to) < 0))
                    .limit(most)
                    .toList());
        }

        /** What {@code WAIT} counts: the replicas that have all which this connection has written. */
        public int replicas() {
            return (int) followers().filter(other -> other.taken >= wrote).count();
        }

        /** {@code INFO replication}. A replica that is cut off is not noticed. */
        public String replication() {
            StringBuilder text = new StringBuilder("role:" + (node.follows == null ? "master" : "slave") + "\r\n");
            for (int i = 0; i < followers().count(); i++) {
                text.append("slave").append(i).append(":ip=127.0.0.1,port=").append(6379 + i);
                text.append(",state=online,offset=0,lag=0\r\n");
            }
            return text.toString();
        }

        private Stream<Node> followers() {
            return nodes.stream().filter(other -> other.follows == node && other.isSynced && other.isUp);
        }
    }
}
