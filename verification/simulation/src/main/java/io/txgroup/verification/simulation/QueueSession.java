package io.txgroup.verification.simulation;

import io.txgroup.client.TxException;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.Repair;
import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Outcome;
import io.txgroup.redis.core.HeldQueue;
import io.txgroup.redis.core.WireCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A real queue of writes to Redis, looked at from outside. Whether it is applied, the servers say. */
final class QueueSession extends Session implements HeldQueue.OfUnit {
    private final World world;
    private final AppRedis redis;
    private HeldQueue queue;
    private final @Nullable Repair repair;
    private final int number;
    private boolean wasPrepared;
    private boolean givenBack;
    private boolean over;
    private boolean isRollingBack;
    private boolean rolledBack;
    private boolean dead;

    /** Whether it was said to be committed, with the gate passed. */
    private boolean saidCommitted;

    QueueSession(World world, AppRedis redis, ServiceProcess process, UnitMark unit, Ledger ledger, CallScope call) {
        super(
                process,
                unit,
                new SessionName(
                        redis.toString(),
                        ledger,
                        call.unit().token(),
                        call.epoch().orElse(null),
                        1));
        this.world = world;
        this.redis = redis;
        this.repair = call.repair().orElse(null);
        this.number = redis.nextNumber();
        this.queue = new HeldQueue(redis.queues(process), call, this, 1);
        if (repair != null) {
            has(repair.callPaths());
        }
        ledger.opened(this);
    }

    /** Its unit had given it back since nothing was written, and works with it again. */
    QueueSession takenAgain(CallScope call) {
        HeldQueue next = new HeldQueue(redis.queues(process()), call, this, 1);
        next.goOnFrom(queue);
        queue = next;
        givenBack = false;
        over = false;
        isRollingBack = false;
        rolledBack = false;
        return this;
    }

    // ---- the work

    @Override
    void add(Effect effect, CallScope call, Consumer<@Nullable String> then) {
        String failure = null;
        try {
            call.checkOpen();
            queue(List.of("INCRBY", AppRedis.row(effect.row()), Long.toString(effect.amount())), "string");
            queue(List.of("RPUSH", AppRedis.done(number), effect.key()), "list");
            worked(effect);
        } catch (TxException | IllegalStateException refused) {
            failure = refused.toString();
        }
        then.accept(failure);
    }

    private void queue(List<String> words, String type) {
        WireCommand command = new WireCommand(words.stream()
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toList());
        queue.add(command, command.words().subList(1, 2), type);
    }

    /** It is watched from then on. */
    @Override
    void read(int row) {
        if (repair == null && !givenBack) {
            queue.watch(AppRedis.row(row).getBytes(StandardCharsets.ISO_8859_1), () -> redis.digest(row));
        }
    }

    @Override
    public boolean hasWritten() {
        return !effects().isEmpty();
    }

    @Override
    public void requireConnected() throws IOException {
        if (!redis.isUp()) {
            throw new IOException(redis + " is not connected");
        }
    }

    @Override
    public void cancelReads() {
        // nothing is read here that takes its time
    }

    // ---- the unit's calls

    @Override
    public boolean takesPart() {
        return queue.takesPart();
    }

    @Override
    public boolean canPrepare() {
        return queue.canPrepare();
    }

    @Override
    public void checkBeforeJoin() throws IOException {
        world.step(process());
        queue.checkBeforeJoin();
    }

    @Override
    public void mark(Set<CallPath> callPaths) {
        queue.mark(callPaths);
        has(callPaths);
    }

    @Override
    public void prepare() throws IOException {
        world.step(process());
        boolean cameTooLate = givenBack;
        queue.prepare();
        if (cameTooLate) {
            throw fail(Invariant.NEVER_ALONE, "says yes after it has ended");
        }
        if (canPrepare()) {
            wasPrepared = true;
            world.figures.recovered("queues stored in Redis");
            world.trace.add(() -> process() + " " + ledger().id() + ": " + name() + " is PREPARED");
            requireKept();
            world.counts(process());
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
        world.counts(process());
        try {
            queue.commit();
            saidCommitted = !effects().isEmpty() && (wasPrepared || !marked().isEmpty());
            requireKept();
            world.step(process());
        } catch (ResourceLostException e) {
            if (!isRepair()) {
                provenLost();
            }
            throw e;
        } catch (IOException e) {
            if (marked().isEmpty()) {
                ledger().unproven();
            }
            throw e;
        } finally {
            over = true;
        }
    }

    @Override
    public void rollback() throws IOException {
        giveBack();
        isRollingBack = true;
        if (isRepair()) {
            world.attempts.rollsBack(this);
        } else {
            world.ledgers.rollsBack(this);
        }
        try {
            queue.rollback();
            rolledBack = true;
            world.trace.add(() -> process() + " " + ledger().id() + ": " + name() + " is ROLLED_BACK");
            world.step(process());
        } finally {
            over = true;
        }
    }

    @Override
    public void cancel() {
        queue.cancel();
    }

    private void giveBack() {
        if (givenBack) {
            throw world.ledgers.fail(Invariant.NO_FAILURE, ledger().id(), name() + " is ended twice");
        }
        givenBack = true;
    }

    // ---- what others find out and do

    /** Another process begins to end what it had prepared. */
    void ends(Outcome outcome) {
        world.ledgers.branchEnds(this, outcome);
        isRollingBack |= outcome == Outcome.ROLLBACK;
    }

    /** Another process has ended what it had prepared. */
    void ended(Outcome outcome) {
        if (outcome == Outcome.COMMIT) {
            saidCommitted = !effects().isEmpty();
        } else {
            rolledBack = true;
        }
        requireKept();
    }

    /** Whether its work is there, also if somebody has done it again. */
    boolean isThere() {
        return isApplied() || isRepaired();
    }

    /** Whether somebody has done its work again. */
    boolean isRepaired() {
        return ledger().repairs().stream()
                .anyMatch(repair -> repair.isApplied()
                        && repair.token().equals(token())
                        && repair.name().equals(name()));
    }

    /** Somebody has found out that it is not there, and never will be. */
    void provenLost() {
        if (isThere() || !redis.areMarked(ledger().id(), marked(), "TD")) {
            throw fail(Invariant.LOST_ONLY_IF_TRUE, "is proven to be lost, and may be there");
        }
        dead = true;
    }

    /** What it has written is there now. */
    void appeared(List<String> there) {
        world.trace.add(() -> process() + " " + ledger().id() + ": " + name() + " is COMMITTED in Redis: " + there);
        if (there.size() > effects().size()) {
            throw fail(Invariant.EXACTLY_ONCE, "is applied more than once: " + there);
        }
        if (!there.equals(effects().stream().map(Effect::key).toList())) {
            throw fail(Invariant.ALL_OR_NOTHING, "is applied in part: " + there);
        }
        if (rolledBack) {
            throw fail(Invariant.ALL_OR_NOTHING, "is applied after it was rolled back");
        }
        if (dead) {
            throw fail(Invariant.LOST_ONLY_IF_TRUE, "is applied after it was proven to be lost");
        }
        world.ledgers.applied(this);
        world.losses.applied(this);
        if (isRepair()) {
            world.figures.recovered("lost queues applied again");
        }
    }

    /** What was told of it must still be so in the present master, also after a failover. */
    void requireKept() {
        if (isThere()) {
            return;
        }
        if (saidCommitted) {
            throw fail(Invariant.DURABLE_YES, "was said to be committed, and is not there");
        }
        if (wasPrepared && !isRollingBack && hasWritten() && !redis.isStored(this)) {
            throw fail(Invariant.DURABLE_YES, "has said yes, and its queue is not there");
        }
    }

    private Violation fail(Invariant invariant, String what) {
        return world.ledgers.fail(invariant, ledger().id(), this + " " + what);
    }

    // ---- how it stands

    @Override
    ResourceManager resource() {
        return redis;
    }

    /** The script turns the tombstones, when it is applied. */
    @Override
    void repair() {}

    @Override
    boolean isRepair() {
        return repair != null;
    }

    @Override
    boolean isRepairing() {
        return repair != null && repair.isLost(name()) && hasWritten() && !over;
    }

    @Override
    boolean isDiscarded() {
        return redis.areMarked(ledger().id(), marked(), "D");
    }

    @Override
    boolean isGivenBack() {
        return givenBack;
    }

    @Override
    boolean hasEnded() {
        return isApplied() || rolledBack || dead || ((over || !process().isAlive()) && !redis.isStored(this));
    }

    @Override
    boolean isApplied() {
        return redis.isApplied(number);
    }

    @Override
    boolean isDead() {
        return dead;
    }

    /** A tombstone stands where one of its marks would be: the scripts apply nothing then. */
    @Override
    boolean isForbidden() {
        return dead || marked().stream().anyMatch(path -> redis.areMarked(ledger().id(), List.of(path), "TD"));
    }

    @Override
    boolean isRolledBack() {
        return rolledBack;
    }

    @Override
    boolean wasPrepared() {
        return wasPrepared;
    }

    /** Committed alone, by a plain script that passes no gate: Redis itself promises no more. */
    @Override
    boolean mayVanish() {
        return ledger().shortCut && redis.hasFailedOver();
    }

    @Override
    String state() {
        if (isApplied()) {
            return "COMMITTED";
        } else if (rolledBack) {
            return "ROLLED_BACK";
        } else if (dead) {
            return "DEAD";
        }
        return redis.isStored(this) ? "PREPARED" : "OPEN";
    }
}
