package io.txgroup.verification.simulation;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.HeldResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One held connection with its local transaction. */
final class Session implements HeldResource {
    private enum State {
        OPEN,
        PREPARED,
        COMMITTED,
        ROLLED_BACK,
        DEAD
    }

    private final World world;
    private final Database database;
    private final ServiceProcess process;
    private final Ledger ledger;
    private final UnitMark unit;
    private final String name;
    private final List<Effect> effects = new ArrayList<>();
    private final List<Execution> users = new ArrayList<>();
    private State state = State.OPEN;
    private int running;
    private boolean failed;
    private boolean givenBack;

    Session(World world, Database database, ServiceProcess process, Ledger ledger, UnitMark unit, String name) {
        this.world = world;
        this.database = database;
        this.process = process;
        this.ledger = ledger;
        this.unit = unit;
        this.name = name;
        ledger.opened(this);
    }

    /** Adds to a row, as soon as its lock can be had. What comes then is told why not. */
    void add(Effect effect, CallScope call, Consumer<@Nullable String> then) {
        if (state != State.OPEN || givenBack) {
            failed = true;
            then.accept(name + " is " + state);
            return;
        }
        running++;
        database.lock(effect.row(), this, call, failure -> {
            running--;
            if (failure == null && state == State.OPEN) {
                effects.add(effect);
                then.accept(null);
            } else {
                failed = true;
                then.accept(failure == null ? name + " is " + state : failure);
            }
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takesPart() {
        return !effects.isEmpty() || running > 0 || failed;
    }

    @Override
    public boolean canPrepare() {
        return database.isDurable();
    }

    @Override
    public void checkBeforeJoin() throws IOException {
        pause();
        if (running > 0) {
            throw new IOException(name + " - a statement is running");
        }
        if (failed) {
            throw new IOException(name + " - a statement has failed, so the transaction can't commit");
        }
        if (state != State.OPEN) {
            throw new IOException(name + " is " + state);
        }
    }

    @Override
    public void prepare() throws IOException {
        pause();
        if (state != State.OPEN) {
            throw new IOException(name + " is " + state);
        }
        if (world.strikes(Fault.RESOURCE_FAILED)) {
            kill();
            throw new IOException(name + " - died while it prepared");
        }
        if (database.isDurable()) {
            state = State.PREPARED;
            world.step(process);
        }
    }

    @Override
    public void commit() throws IOException {
        giveBack();
        world.ledgers.commits(this);
        pause();
        try {
            if (world.strikes(Fault.RESOURCE_FAILED)) {
                fail();
            }
            if (state != State.OPEN && state != State.PREPARED) {
                throw new IOException(name + " is " + state);
            }
            end(State.COMMITTED);
            world.step(process);
        } finally {
            database.forgetIfGivenBack(this);
        }
    }

    private void fail() throws IOException {
        if (world.dice.chance(0.5)) {
            kill();
        } else if (state == State.OPEN || state == State.PREPARED) {
            end(State.COMMITTED);
        }
        ledger.unproven();
        throw new IOException(name + " - the connection broke while it committed");
    }

    @Override
    public void rollback() throws IOException {
        giveBack();
        world.ledgers.rollsBack(this);
        pause();
        if (state == State.OPEN || state == State.PREPARED) {
            end(State.ROLLED_BACK);
        }
        database.forgetIfGivenBack(this);
        if (world.strikes(Fault.RESOURCE_FAILED)) {
            throw new IOException(name + " - the connection broke while it rolled back");
        }
    }

    private void giveBack() {
        if (givenBack) {
            throw world.ledgers.fail(Invariant.NO_FAILURE, ledger.id(), name + " is ended twice");
        }
        givenBack = true;
    }

    private void end(State next) {
        state = next;
        world.trace.add(() -> process + " " + ledger.id() + ": " + name + " is " + next);
        database.end(this, next == State.COMMITTED);
        if (next == State.COMMITTED) {
            world.ledgers.applied(this);
        }
    }

    @Override
    public void cancel() {
        database.cancel(this);
    }

    /** The server ends the session, and what it had not prepared. */
    void kill() {
        if (state == State.OPEN || (state == State.PREPARED && !database.isDurable())) {
            ledger.lost(this);
            end(State.DEAD);
            database.forgetIfGivenBack(this);
        }
    }

    /** A round trip to the server, in which the thread stands still and the process may die. */
    private void pause() {
        world.step(process);
        world.timeline.block(process, world.dice.millis(0, 2));
    }

    /** Whether its unit has ended it: the pool has it back. */
    boolean isGivenBack() {
        return givenBack;
    }

    boolean hasEnded() {
        return state != State.OPEN && state != State.PREPARED;
    }

    void usedBy(Execution user) {
        users.add(user);
    }

    /** Whether its unit has answered, and then somebody has worked with it on whom nobody counts. */
    boolean isMixed() {
        return unit.answered && users.stream().anyMatch(user -> !user.counts());
    }

    boolean isApplied() {
        return state == State.COMMITTED;
    }

    boolean isDead() {
        return state == State.DEAD;
    }

    boolean isPrepared() {
        return state == State.PREPARED;
    }

    boolean isRolledBack() {
        return state == State.ROLLED_BACK;
    }

    List<Effect> effects() {
        return effects;
    }

    ServiceProcess process() {
        return process;
    }

    Ledger ledger() {
        return ledger;
    }

    UnitMark unit() {
        return unit;
    }

    @Override
    public String toString() {
        return name + " of " + process + " in " + ledger.id() + " (" + state + (givenBack ? ", given back" : "") + ")";
    }
}
