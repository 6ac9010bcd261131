package io.txgroup.verification.simulation;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.Repair;
import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One held connection with its local transaction. */
final class DatabaseSession extends Session {
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
    private final SessionName name;
    private final @Nullable Repairing repairing;
    private State state = State.OPEN;
    private int running;
    private boolean failed;
    private boolean givenBack;
    private boolean connected = true;
    private boolean everPrepared;

    Database database() {
        return database;
    }

    @Override
    ResourceManager resource() {
        return database;
    }

    DatabaseSession(
            World world,
            Database database,
            ServiceProcess process,
            UnitMark unit,
            SessionName name,
            @Nullable Repair repair) {
        super(process, unit, name);
        this.world = world;
        this.database = database;
        this.process = process;
        this.name = name;
        this.repairing = repair == null ? null : new Repairing(world, this, repair);
        ledger().opened(this);
    }

    @Override
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
                worked(effect);
                then.accept(null);
            } else {
                failed = true;
                then.accept(failure == null ? name + " is " + state : failure);
            }
        });
    }

    @Override
    void repair() throws IOException {
        if (repairing != null) {
            repairing.turn();
        }
    }

    /** Nothing that is done in it can be committed any more. */
    void fail() {
        failed = true;
    }

    @Override
    boolean isRepair() {
        return repairing != null;
    }

    /** Whether it has turned tombstones, and can still commit. */
    @Override
    boolean isRepairing() {
        return repairing != null && repairing.hasTurned() && state == State.OPEN;
    }

    @Override
    boolean isDiscarded() {
        return database.marks().areDiscarded(ledger().id(), marked(), name.ordinal());
    }

    @Nullable
    Epoch epoch() {
        return name.epoch();
    }

    @Override
    public boolean takesPart() {
        return !effects().isEmpty() || running > 0 || failed;
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
    public void mark(Set<CallPath> callPaths) throws IOException {
        pause();
        if (state != State.OPEN) {
            throw new IOException(name + " is " + state);
        }
        for (CallPath path : callPaths) {
            if (!marked().contains(path)) {
                database.marks().insert(ledger().id(), path, name.ordinal(), this);
                has(List.of(path));
            }
        }
    }

    @Override
    public void prepare() throws IOException {
        pause();
        if (state != State.OPEN) {
            throw new IOException(name + " is " + state);
        }
        boolean fails = world.strikes(Fault.RESOURCE_FAILED);
        if (fails && world.dice.chance(0.5)) {
            kill();
        }
        if (database.isDurable() && state == State.OPEN) {
            state = State.PREPARED;
            everPrepared = true;
            world.trace.add(() -> process + " " + ledger().id() + ": " + name + " is PREPARED");
            world.counts(process);
        }
        if (fails) {
            throw new IOException(name + " - the connection broke while it prepared");
        }
    }

    @Override
    public void commit() throws IOException, ResourceLostException {
        giveBack();
        if (isRepair()) {
            world.losses.repairs(this);
        } else {
            world.ledgers.commits(this);
        }
        world.counts(process);
        pause();
        try {
            boolean fails = world.strikes(Fault.RESOURCE_FAILED);
            boolean isThere = state == State.OPEN || state == State.PREPARED;
            if ((fails && world.dice.chance(0.5)) || (world.faulty && world.dice.chance(world.profile.killAtEnd))) {
                kill();
            } else if (isThere) {
                end(State.COMMITTED);
            }
            if (isRepair()) {
                world.counts(process);
            }
            world.step(process);
            if (fails || !isThere || state != State.COMMITTED) {
                proveCommit();
            }
        } finally {
            connected = false;
            database.forgetIfGivenBack(this);
        }
    }

    /** The commit was not answered, or met something else than was held: only the mark can tell. */
    private void proveCommit() throws IOException, ResourceLostException {
        RecoveryWay way = world.parts.recoveryWay();
        boolean notFound = everPrepared && state != State.PREPARED;
        IOException cause = new IOException(name + " - the connection broke while it committed");
        if ((notFound && way == RecoveryWay.NOT_FOUND_IS_ROLLED_BACK)
                || (everPrepared && way == RecoveryWay.FAILURE_IS_LOSS)) {
            throw new ResourceLostException(name + " could not be committed", cause);
        }
        if (marked().isEmpty()) {
            ledger().unproven();
            throw cause;
        }
        pause();
        if (world.dice.chance(0.3)) {
            throw cause;
        }
        if (database.marks().isCommitted(ledger().id(), marked(), name.ordinal())) {
            return;
        }
        boolean lost = !everPrepared
                && database.marks().prove(ledger().id(), List.copyOf(marked()), name.ordinal(), way) == Proof.LOST;
        if (lost) {
            throw new ResourceLostException(name + " has no mark, and never will", cause);
        }
        throw cause;
    }

    @Override
    public void rollback() throws IOException {
        giveBack();
        if (isRepair()) {
            world.attempts.rollsBack(this);
        } else {
            world.ledgers.rollsBack(this);
        }
        pause();
        boolean fails = world.strikes(Fault.RESOURCE_FAILED);
        boolean staysPrepared = fails && state == State.PREPARED && world.dice.chance(0.5);
        if ((state == State.OPEN || state == State.PREPARED) && !staysPrepared) {
            end(State.ROLLED_BACK);
        }
        connected = false;
        database.forgetIfGivenBack(this);
        if (fails) {
            throw new IOException(name + " - the connection broke while it rolled back");
        }
    }

    /** Another session ends what this one has prepared. */
    void endBranch(Outcome outcome, ServiceProcess by) {
        world.trace.add(() -> by + " " + ledger().id() + ": ends branch " + this + " with " + outcome);
        world.ledgers.branchEnds(this, outcome);
        end(outcome == Outcome.COMMIT ? State.COMMITTED : State.ROLLED_BACK);
        database.forgetIfGivenBack(this);
    }

    PreparedBranch branch() {
        return name.branch();
    }

    /** Whether only its owner can end it now. */
    boolean isBusy() {
        return database.isOwnerBound() && connected;
    }

    private void giveBack() {
        if (givenBack) {
            throw world.ledgers.fail(Invariant.NO_FAILURE, ledger().id(), name + " is ended twice");
        }
        givenBack = true;
    }

    private void end(State next) {
        state = next;
        world.trace.add(() -> process + " " + ledger().id() + ": " + name + " is " + next);
        database.end(this, next == State.COMMITTED);
        if (next == State.COMMITTED) {
            world.ledgers.applied(this);
            world.losses.applied(this);
        }
    }

    @Override
    public void cancel() {
        database.cancel(this);
    }

    /** The server ends the session, and what it had not prepared. */
    void kill() {
        connected = false;
        if (state == State.OPEN) {
            end(State.DEAD);
            database.forgetIfGivenBack(this);
        }
    }

    /** A round trip to the server, in which the thread stands still and the process may die. */
    void pause() {
        world.step(process);
        world.timeline.block(process, world.dice.millis(0, 2));
    }

    /** Whether the pool has it back. */
    @Override
    boolean isGivenBack() {
        return givenBack;
    }

    @Override
    boolean hasEnded() {
        return state != State.OPEN && state != State.PREPARED;
    }

    @Override
    boolean isApplied() {
        return state == State.COMMITTED;
    }

    @Override
    boolean isDead() {
        return state == State.DEAD;
    }

    boolean isPrepared() {
        return state == State.PREPARED;
    }

    @Override
    boolean isRolledBack() {
        return state == State.ROLLED_BACK;
    }

    @Override
    boolean wasPrepared() {
        return everPrepared;
    }

    @Override
    String state() {
        return state.name();
    }
}
