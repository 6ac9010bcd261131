package io.txgroup.verification.simulation;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.ResourceRecovery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One service's database: rows that one session at a time can change, sessions that can be killed. */
final class Database implements ResourceManager {
    private final World world;
    private final String name;
    private final Kind kind;
    private final Marks marks;
    private final List<Row> rows = new ArrayList<>();
    private final List<DatabaseSession> sessions = new ArrayList<>();

    /** What becomes of work that is prepared. */
    enum Kind {
        /** Nothing can be prepared: work lives as long as its session. */
        HELD,
        /** Prepared work survives its session, and any session ends it. */
        DURABLE,
        /** Prepared work survives its session, and is that session's alone as long as it is connected. */
        OWNER_BOUND;

        static Kind draw(World world) {
            if (!world.dice.chance(world.profile.durable)) {
                return HELD;
            }
            return world.dice.chance(0.6) ? DURABLE : OWNER_BOUND;
        }
    }

    Database(World world, String name, Kind kind) {
        this.world = world;
        this.name = name;
        this.kind = kind;
        this.marks = new Marks();
        for (int i = 0; i < world.profile.rows; i++) {
            rows.add(new Row());
        }
    }

    /** One row: its lock is held until its holder's transaction ends. */
    private static final class Row {
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private @Nullable DatabaseSession holder;
    }

    private record Waiting(DatabaseSession session, Consumer<@Nullable String> then) {}

    /** Whether prepared work survives the death of its session. */
    boolean isDurable() {
        return kind != Kind.HELD;
    }

    /** Whether only its owner can end prepared work, as long as it is connected. */
    boolean isOwnerBound() {
        return kind == Kind.OWNER_BOUND;
    }

    Marks marks() {
        return marks;
    }

    @Override
    public List<DatabaseSession> prepared() {
        return sessions.stream().filter(DatabaseSession::isPrepared).toList();
    }

    @Override
    public Session enlist(CallScope call, ServiceProcess process, Ledger ledger, UnitMark unit) throws Exception {
        return call.enlist(() -> {
            world.timeline.block(process, world.dice.millis(0.01, 2));
            return open(process, ledger, unit, call);
        });
    }

    @Override
    public ResourceRecovery recovery(ServiceProcess process) {
        return new DatabaseRecovery(world, this, process);
    }

    /** Takes a connection from the process's pool, for a unit. */
    private DatabaseSession open(ServiceProcess process, Ledger ledger, UnitMark unit, CallScope call)
            throws PoolExhaustedException {
        int inUse = (int) sessions.stream()
                .filter(session -> session.process() == process && !session.isGivenBack())
                .count();
        if (inUse >= world.profile.pool) {
            throw new PoolExhaustedException(name + ": all " + inUse + " connections are in use");
        }
        DatabaseSession session = new DatabaseSession(
                world,
                this,
                process,
                unit,
                SessionName.next(this, ledger, unit, call),
                call.repair().orElse(null));
        sessions.add(session);
        return session;
    }

    /** Locks a row for a session, as soon as it can be had, at most so long. What comes then is told why not. */
    void lock(int row, DatabaseSession session, CallScope call, Consumer<@Nullable String> then) {
        Row wanted = rows.get(row);
        if (wanted.holder == null || wanted.holder == session) {
            wanted.holder = session;
            then.accept(null);
            return;
        }
        Waiting waiting = new Waiting(session, then);
        wanted.waiting.add(waiting);
        long limit =
                Math.max(1_000_000L, Math.min(call.timeLeft().toNanos(), world.dice.from(500, 6_000) * 1_000_000L));
        world.timeline.after(limit, () -> give(wanted, waiting, "row " + row + " of " + name + ": lock wait timeout"));
    }

    private void give(Row row, Waiting waiting, @Nullable String failure) {
        if (row.waiting.remove(waiting)) {
            world.timeline.after(0, waiting.session.process(), () -> waiting.then.accept(failure));
        }
    }

    /** Whatever the session waits for, it waits no more. */
    void cancel(DatabaseSession session) {
        for (Row row : rows) {
            for (Waiting waiting : List.copyOf(row.waiting)) {
                if (waiting.session == session) {
                    give(row, waiting, "cancelled");
                }
            }
        }
    }

    /** The transaction has ended: what it changed stays, or not. */
    void end(DatabaseSession session, boolean committed) {
        cancel(session);
        marks.ended(session, committed);
        for (Row row : rows) {
            if (row.holder == session) {
                row.holder = null;
                next(row);
            }
        }
    }

    private void next(Row row) {
        Waiting first = row.waiting.peek();
        if (first != null) {
            row.holder = first.session;
            give(row, first, null);
        }
    }

    void forgetIfGivenBack(DatabaseSession session) {
        if (session.isGivenBack() && session.hasEnded()) {
            sessions.remove(session);
        }
    }

    /** The process is gone: after a while the server notices, and what is not prepared is rolled back. */
    @Override
    public void ownerDied(ServiceProcess process) {
        for (DatabaseSession session : List.copyOf(sessions)) {
            if (session.process() == process) {
                world.timeline.after(world.dice.millis(0, 2_000), session::kill);
            }
        }
    }

    /** Every session dies. */
    @Override
    public void restart() {
        List.copyOf(sessions).forEach(DatabaseSession::kill);
    }

    /** A random session dies; false if there is none. */
    @Override
    public boolean killOne() {
        List<DatabaseSession> open =
                sessions.stream().filter(session -> !session.hasEnded()).toList();
        if (open.isEmpty()) {
            return false;
        }
        world.dice.pick(open).kill();
        return true;
    }

    @Override
    public String toString() {
        return name;
    }
}
