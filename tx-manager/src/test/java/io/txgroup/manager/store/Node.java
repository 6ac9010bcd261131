package io.txgroup.manager.store;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** One server of an {@link InMemoryRedis}: a master with its stream of changes, a replica of one, or dead. */
final class Node {
    private final List<Consumer<Dataset>> stream = new ArrayList<>();
    private long streamBegins;
    private Dataset data = new Dataset();
    private String runId;
    private boolean alive = true;
    private @Nullable Node source;
    private @Nullable String promotedFrom;
    private long applied;
    private boolean needsCopy;
    private boolean cut;

    Node(String runId) {
        this.runId = runId;
    }

    /** A client's connection to this node: broken for good when the node stops, restarts or is no longer a master. */
    record Connection(Node node, String runId) {
        boolean isOpen() {
            return node.isMaster() && node.runId.equals(runId);
        }
    }

    Connection connect() {
        return new Connection(this, runId);
    }

    boolean isMaster() {
        return alive && source == null;
    }

    String runId() {
        return runId;
    }

    Dataset data() {
        return data;
    }

    /** Changes the data, and sends the change on its way to the replicas. The change must not look at the time. */
    void write(Consumer<Dataset> change) {
        change.accept(data);
        stream.add(change);
    }

    long offset() {
        return streamBegins + stream.size();
    }

    void stop() {
        alive = false;
    }

    void restart(String newRunId, boolean withData) {
        runId = newRunId;
        alive = true;
        source = null;
        promotedFrom = null;
        stream.clear();
        streamBegins = 0;
        if (!withData) {
            data = new Dataset();
        }
    }

    void promote(String newRunId) {
        String master = source == null ? null : source.runId;
        restart(newRunId, true);
        promotedFrom = master;
    }

    /** Whether it was a replica of the server with that run id until it was promoted. */
    boolean wasPromotedFrom(String masterRunId) {
        return masterRunId.equals(promotedFrom);
    }

    /** Becomes a replica that has nothing of this master yet. */
    void follow(Node master) {
        alive = true;
        source = master;
        needsCopy = true;
        stream.clear();
        streamBegins = 0;
    }

    boolean follows(Node master) {
        return alive && source == master;
    }

    void cut() {
        cut = true;
    }

    void heal() {
        cut = false;
    }

    boolean isLinked() {
        return alive && source != null && !cut;
    }

    /** Takes the next change from its master, or first a copy of everything; false if there was nothing to take. */
    boolean replicateOne() {
        if (!isLinked()) {
            return false;
        }
        Node master = requireNonNull(source, "a linked node has a source");
        if (needsCopy) {
            data = master.data.copy();
            applied = master.offset();
            needsCopy = false;
            return true;
        }
        if (applied == master.offset()) {
            return false;
        }
        master.stream.get((int) (applied - master.streamBegins)).accept(data);
        applied++;
        return true;
    }

    /** Whether a WAIT of its master counts it for that offset. */
    boolean has(long offset) {
        return isLinked() && !needsCopy && applied >= offset;
    }

    long lag() {
        return source == null ? 0 : source.offset() - (needsCopy ? 0 : applied);
    }

    /** Forgets the changes that every follower has. */
    void trim(List<Node> followers) {
        long needed = offset();
        for (Node follower : followers) {
            needed = follower.needsCopy ? needed : Math.min(needed, follower.applied);
        }
        stream.subList(0, (int) (needed - streamBegins)).clear();
        streamBegins = needed;
    }

    /** A WAIT: whether enough replicas have had everything up to an offset at some moment since it began. */
    static final class Wait {
        private final IntSupplier count;
        private final int required;
        private final Connection connection;
        private boolean enough;

        Wait(Connection connection, int required, IntSupplier count) {
            this.connection = connection;
            this.required = required;
            this.count = count;
            look();
        }

        void look() {
            enough = enough || (connection.isOpen() && count.getAsInt() >= required);
        }

        boolean enough() {
            return enough;
        }

        boolean broken() {
            return !enough && !connection.isOpen();
        }
    }
}
