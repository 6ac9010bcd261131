package io.txgroup.manager.store;

import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.protocol.GroupId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A Redis as the store's protocol must expect it: a master and replicas that get each change when
 * {@link #replicateOne(int)} says so, links that can be cut, failovers that lose what was not replicated, a flush,
 * restarts. Nothing happens by itself; the clock is driven from outside. Several {@link InMemoryGroupStore}s, one for
 * each manager, share one. Not thread-safe.
 *
 * <p>Nodes are numbered from 0; node 0 is the first master. All other nodes are promotable, dead ones too, so the gate
 * wants every one of them.
 */
public final class InMemoryRedis {
    private final int shards;
    private final LongSupplier time;
    private final RandomGenerator random;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Node.Wait> waits = new ArrayList<>();
    private final long[] skew;
    private Node master;

    /**
     * Starts a master and its replicas, linked and empty.
     *
     * @param shards a power of two
     * @param replicas 0 for a server on its own, which then must not lose its data
     * @param time the clock of all nodes, in milliseconds
     * @param random seeded, for run ids and epochs
     */
    public InMemoryRedis(int shards, int replicas, LongSupplier time, RandomGenerator random) {
        this.shards = shards;
        this.time = time;
        this.random = random;
        this.skew = new long[replicas + 1];
        for (int i = 0; i <= replicas; i++) {
            nodes.add(new Node(token()));
        }
        master = nodes.get(0);
        followers().forEach(node -> node.follow(master));
        replicateAll();
    }

    /** How many nodes there are: the master and its replicas. */
    public int nodes() {
        return nodes.size();
    }

    /** The number of the present master; of two, the younger one. */
    public int master() {
        return nodes.indexOf(master);
    }

    /** The link between the master and that replica carries nothing from now on. */
    public void cut(int node) {
        nodes.get(node).cut();
    }

    /** That replica is linked again. A node that is dead, or a master of old, comes back as a replica and drops all. */
    public void heal(int node) {
        Node healed = nodes.get(node);
        healed.heal();
        if (healed != master && !healed.follows(master)) {
            healed.follow(master);
        }
    }

    /** That replica takes one more change, or a copy of everything if it must; false if it could not, or has all. */
    public boolean replicateOne(int node) {
        boolean taken = nodes.get(node).replicateOne();
        if (taken) {
            waits.forEach(Node.Wait::look);
            waits.removeIf(wait -> wait.enough() || wait.broken());
            master.trim(followers().stream().filter(n -> n.follows(master)).toList());
        }
        return taken;
    }

    /** Every linked replica takes all there is. */
    public void replicateAll() {
        for (int i = 0; i < nodes.size(); i++) {
            while (replicateOne(i)) {
                // until it has all
            }
        }
    }

    /** How many changes that node would lose if it were promoted now. */
    public long lag(int node) {
        return nodes.get(node).lag();
    }

    /** The master dies and that replica takes over, without what it has not taken yet. The others copy it once linked. */
    public void failover(int node) {
        master.stop();
        promote(node);
    }

    /**
     * That replica takes over, but the old master lives on and goes on serving those who are connected to it, until it
     * is healed.
     */
    public void promote(int node) {
        Node promoted = nodes.get(node);
        if (promoted == master) {
            throw new IllegalArgumentException("Node " + node + " is the master already");
        }
        Node old = master;
        promoted.heal();
        promoted.promote(token());
        master = promoted;
        for (Node other : followers()) {
            if (other.follows(old)) {
                other.follow(master);
            }
        }
    }

    /** FLUSHALL on the master; as on a real server the run id stays. */
    public void flush() {
        master.write(Dataset::clear);
    }

    /** The master is started anew, without any data; its replicas copy that once linked. */
    public void restartEmpty() {
        restart(false);
    }

    /** The master is started anew and has lost nothing. */
    public void restartWithData() {
        restart(true);
    }

    private void restart(boolean withData) {
        List<Node> linked = followers().stream().filter(n -> n.follows(master)).toList();
        master.restart(token(), withData);
        linked.forEach(node -> node.follow(master));
    }

    /** That node's clock shows so much more, or less, than the given one. */
    public void skewClock(int node, long millis) {
        skew[node] = millis;
    }

    /** What the master has of all groups, for those who check. */
    public List<Stored> groups() {
        return master.data().groups(now(master));
    }

    int shards() {
        return shards;
    }

    Node masterNode() {
        return master;
    }

    long now(Node node) {
        return time.getAsLong() + skew[nodes.indexOf(node)];
    }

    int promotable() {
        return nodes.size() - 1;
    }

    Node.Wait waitFor(Node.Connection connection, long offset) {
        Node.Wait wait = new Node.Wait(connection, promotable(), () -> (int) nodes.stream()
                .filter(node -> node.follows(connection.node()) && node.has(offset))
                .count());
        waits.add(wait);
        return wait;
    }

    String token() {
        return Long.toHexString(random.nextLong() | 1L << 63);
    }

    void check(GroupId id) {
        if (id.shard() >= shards) {
            throw new IllegalArgumentException("Group " + id + " is in shard " + id.shard() + " of " + shards);
        }
    }

    private List<Node> followers() {
        return nodes.stream().filter(node -> node != master).toList();
    }
}
