package io.txgroup.verification.simulation;

import io.txgroup.client.TxException;
import io.txgroup.client.core.Call;
import io.txgroup.verification.simulation.Step.Trait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of one step in one process, as a thread that never blocks: what is next waits for what was before. */
final class Execution {
    private static final int PATIENCE = 30;

    private final World world;
    private final ServiceProcess process;
    private final Ledger ledger;
    private final Step step;
    private final Call call;
    private final Calls calls;
    private final @Nullable Execution caller;
    private final UnitMark mark;
    private final Deque<Consumer<Consumer<@Nullable String>>> todo = new ArrayDeque<>();
    private @Nullable Session second;
    private String failure = "";
    private int openBranches;
    private boolean returned;
    private boolean counts;

    private Execution(
            Calls calls, ServiceProcess process, Ledger ledger, @Nullable Execution caller, Step step, Call call) {
        this.world = calls.world();
        this.calls = calls;
        this.process = process;
        this.ledger = ledger;
        this.caller = caller;
        this.step = step;
        this.call = call;
        this.mark = call.attachment(UnitMark.class, UnitMark::new);
        ledger.entered(this);
        call.entered(RepeatedSteps.invoked(step));
    }

    /** The starter's method. */
    static Execution root(Calls calls, ServiceProcess process, Ledger ledger, Step step, Call call) {
        Execution root = new Execution(calls, process, ledger, null, step, call);
        root.counted();
        return root;
    }

    /** A method that somebody calls. */
    static Execution called(Calls calls, ServiceProcess process, Execution caller, Step step, Call call) {
        return new Execution(calls, process, caller.ledger, caller, step, call);
    }

    /** Runs the step; what comes then is told why it failed, or null. */
    void run(Consumer<@Nullable String> then) {
        int half = (step.writes().size() + 1) / 2;
        plan(this::think);
        if (step.is(Trait.READS)) {
            plan(this::readOnly);
        }
        for (int i = 0; i < half; i++) {
            int number = i;
            plan(next -> write(number, PATIENCE, next));
        }
        plan(this::branchOff);
        if (!step.is(Trait.KEEPS_CONNECTION)) {
            plan(next -> {
                giveUpConnection();
                next.accept(null);
            });
        }
        throwsAt(Trait.THROWS_EARLY);
        if (step.is(Trait.PARALLEL) || step.is(Trait.IMPATIENT)) {
            plan(this::callAll);
        } else {
            step.children().forEach(child -> plan(next -> callOne(child, next)));
        }
        for (int i = half; i < step.writes().size(); i++) {
            int number = i;
            plan(next -> write(number, PATIENCE, next));
        }
        if (step.is(Trait.VETOES)) {
            plan(next -> {
                failed("a local transaction rolled back");
                call.veto("a local transaction rolled back");
                next.accept(null);
            });
        }
        throwsAt(Trait.THROWS_LATE);
        goOn(then);
    }

    private void plan(Consumer<Consumer<@Nullable String>> act) {
        todo.add(act);
    }

    private void throwsAt(Trait trait) {
        if (step.is(trait)) {
            plan(next -> next.accept("the business throws"));
        }
    }

    private void goOn(Consumer<@Nullable String> then) {
        Consumer<Consumer<@Nullable String>> next = todo.poll();
        if (next == null) {
            finish(null, then);
            return;
        }
        next.accept(result -> {
            if (result == null) {
                world.timeline.after(world.dice.millis(0.01, 0.5), process, () -> goOn(then));
            } else {
                failed(result);
                finish(result, then);
            }
        });
    }

    private void finish(@Nullable String result, Consumer<@Nullable String> then) {
        returned = true;
        todo.clear();
        giveUpConnection();
        then.accept(result);
    }

    /** The fake close: another call of the unit may have it. */
    private void giveUpConnection() {
        if (mark.user == this) {
            mark.user = null;
        }
    }

    private void think(Consumer<@Nullable String> next) {
        world.step(process);
        long time = step.is(Trait.SLOW) ? world.dice.millis(10, 3_000) : world.dice.millis(0.05, 3);
        world.timeline.after(time, process, () -> next.accept(null));
    }

    // ---- connections

    private void readOnly(Consumer<@Nullable String> next) {
        Session session = step.writes().isEmpty() ? connection() : secondConnection();
        if (session != null) {
            session.read(step.number() % world.profile.rows);
        }
        next.accept(session == null ? failure : null);
    }

    private void write(int number, int patience, Consumer<@Nullable String> next) {
        if (patience > 0 && mark.user != null && mark.user != this) {
            world.timeline.after(world.dice.millis(1, 60), process, () -> write(number, patience - 1, next));
            return;
        }
        Step.Write write = step.writes().get(number);
        Session session = step.usesSecond(number) ? secondConnection() : connection();
        if (session == null) {
            next.accept(failure);
            return;
        }
        add(session, new Effect(this, number, write.row(), write.amount()), next);
    }

    private void add(Session session, Effect effect, Consumer<@Nullable String> next) {
        world.step(process);
        session.add(effect, call, result -> {
            boolean ignored = result != null && step.is(Trait.IGNORES_STATEMENTS);
            if (ignored) {
                failed("statement ignored: " + result);
            }
            next.accept(ignored ? null : result);
        });
    }

    /** The unit's connection: the one that it holds, or a new one; null if there is none to be had. */
    private @Nullable Session connection() {
        Session held = mark.session;
        if (held != null && !held.isGivenBack() && !held.hasEnded()) {
            if (mark.user != null && mark.user != this) {
                failed("the connection is in use in another thread");
                return null;
            }
            try {
                call.checkOpen();
            } catch (TxException | IllegalStateException refused) {
                failed(refused.toString());
                return null;
            }
            mark.user = this;
            held.usedBy(this);
            return held;
        }
        Session taken = enlist(step.service().first());
        if (taken == null) {
            failed("no connection is to be had");
        } else {
            mark.session = taken;
            mark.user = this;
        }
        return taken;
    }

    private @Nullable Session secondConnection() {
        if (second == null) {
            second = enlist(step.service().second());
        }
        if (second == null) {
            failed("no second connection is to be had");
        }
        return second;
    }

    private @Nullable Session enlist(ResourceManager resource) {
        try {
            Session taken = resource.enlist(call, process, ledger, mark);
            taken.usedBy(this);
            return taken;
        } catch (ResourceManager.PoolExhaustedException e) {
            if (world.parts.poolGivesOutsideTheGroup()) {
                ledger.outside.add(new Effect(this, Effect.OUTSIDE + ledger.outside.size(), 0, 1));
            }
            return null;
        } catch (Exception refused) {
            world.trace.add(() -> process + " gets no connection: " + refused);
            return null;
        }
    }

    // ---- branches that nobody waits for

    private void branchOff(Consumer<@Nullable String> next) {
        if (step.is(Trait.LATE_BRANCH)) {
            world.timeline.after(world.dice.millis(0, 12), process, this::writeAside);
        }
        if (step.is(Trait.LATE_CALL) && !step.children().isEmpty()) {
            Step child = step.children().get(0);
            Step again = new Step(-child.number() - 1, child.service(), child.writes(), List.of(), child.traits());
            world.timeline.after(world.dice.millis(0, 12), process, () -> tryToCall(again, 0, result -> {}));
        }
        next.accept(null);
    }

    private void writeAside() {
        Session session = enlist(step.service().second());
        if (session != null) {
            session.add(new Effect(this, Effect.ASIDE, 0, 1), call, result -> {});
        }
    }

    // ---- calls

    private void callAll(Consumer<@Nullable String> next) {
        openBranches = step.children().size();
        boolean waits = !step.is(Trait.IMPATIENT);
        if (openBranches == 0 || !waits) {
            next.accept(null);
        }
        String[] first = {null};
        for (Step child : step.children()) {
            callOne(child, result -> {
                openBranches--;
                first[0] = first[0] == null ? result : first[0];
                if (openBranches == 0 && waits) {
                    next.accept(first[0]);
                }
            });
        }
    }

    private void callOne(Step child, Consumer<@Nullable String> next) {
        tryToCall(child, step.is(Trait.RETRIES) ? 1 : 0, result -> {
            if (result != null) {
                failed("a call failed: " + result);
            }
            next.accept(step.is(Trait.SWALLOWS) ? null : result);
        });
    }

    private void tryToCall(Step child, int retries, Consumer<@Nullable String> next) {
        Consumer<@Nullable String> ended = result -> {
            if (result != null && retries > 0 && !returned) {
                failed("an attempt failed: " + result);
                world.timeline.after(world.dice.millis(1, 100), process, () -> tryToCall(child, retries - 1, next));
            } else {
                next.accept(result);
            }
        };
        world.step(process);
        process.meets(call.groupId(), UnitEvents.ATTEMPT);
        try {
            call.attempt()
                    .whenComplete((attempt, failed) -> world.timeline.after(0, process, () -> {
                        if (attempt == null) {
                            ended.accept(String.valueOf(failed));
                        } else {
                            world.ledgers.attemptLeaves(ledger);
                            calls.send(this, attempt, child, ended);
                        }
                    }));
        } catch (TxException | IllegalStateException e) {
            ended.accept(e.toString());
        }
    }

    // ---- what others know of it

    /** Something of it failed: the group must not commit, if the root counts on it. */
    void failed(String why) {
        if (failure.isEmpty()) {
            failure = "step " + step.number() + " at " + call.callPath() + ": " + why;
        }
    }

    boolean hasFailed() {
        return !failure.isEmpty();
    }

    String failure() {
        return failure;
    }

    /** Its caller has taken its reply as a success. */
    void counted() {
        counts = true;
    }

    /** Whether the starter counts on it: all on the way to it have taken the reply as a success. */
    boolean counts() {
        return counts && (caller == null || caller.counts());
    }

    @Override
    public String toString() {
        return call + " in " + process;
    }

    ServiceProcess process() {
        return process;
    }

    Ledger ledger() {
        return ledger;
    }

    Step step() {
        return step;
    }

    Call call() {
        return call;
    }

    UnitMark mark() {
        return mark;
    }
}
