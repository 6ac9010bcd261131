package io.txgroup.verification.simulation;

import io.txgroup.client.TxException;
import io.txgroup.client.core.ReplayCall;
import io.txgroup.verification.simulation.Step.Trait;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A step that is run once more in an attempt to make all calls of its group again, as a thread that never blocks. */
final class ReplayedStep {
    private static final int PATIENCE = 30;

    /** From there down are the numbers of steps that the original did not have. */
    static final int STRANGE = -1_000_000;

    /** Which connection a statement goes to. */
    private enum Way {
        FIRST,
        SECOND,
        ASIDE
    }

    private final World world;
    private final ReplayedCalls calls;
    private final ServiceProcess process;
    private final Ledger ledger;
    private final Step step;
    private final ReplayCall call;
    private final int attempt;
    private final UnitMark mark;
    private final Deque<Consumer<Consumer<@Nullable String>>> todo = new ArrayDeque<>();
    private @Nullable Session second;

    ReplayedStep(ReplayedCalls calls, ServiceProcess process, Ledger ledger, Step step, ReplayCall call, int attempt) {
        this.world = calls.world();
        this.calls = calls;
        this.process = process;
        this.ledger = ledger;
        this.step = step;
        this.call = call;
        this.attempt = attempt;
        this.mark = call.attachment(UnitMark.class, UnitMark::new);
        this.mark.attempt = attempt;
    }

    ServiceProcess process() {
        return process;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Runs the step; what comes then is told why it failed, or null. */
    void run(Consumer<@Nullable String> then) {
        int half = (step.writes().size() + 1) / 2;
        todo.add(this::think);
        if (step.is(Trait.READS) && !step.writes().isEmpty()) {
            todo.add(this::read);
        }
        writes(0, half);
        if (step.is(Trait.LATE_BRANCH) && world.dice.chance(0.8)) {
            todo.add(next -> add(Way.ASIDE, Effect.ASIDE, new Step.Write(0, 1), next));
        }
        if (!step.is(Trait.KEEPS_CONNECTION)) {
            todo.add(next -> {
                giveUpConnection();
                next.accept(null);
            });
        }
        List<Step> children = children();
        if (step.is(Trait.PARALLEL) || step.is(Trait.IMPATIENT)) {
            todo.add(next -> callAll(children, next));
        } else {
            children.forEach(child -> todo.add(next -> callOne(child, next)));
        }
        writes(half, step.writes().size());
        goOn(then);
    }

    private void writes(int from, int to) {
        for (int i = from; i < to; i++) {
            int number = i;
            Way way = step.usesSecond(number) ? Way.SECOND : Way.FIRST;
            todo.add(next -> add(way, number, step.writes().get(number), next));
        }
    }

    /** Whom it calls this time: perhaps somebody less than the first time, or more. */
    private List<Step> children() {
        List<Step> children = new ArrayList<>(step.children());
        if (world.strikes(Fault.REPLAY_DIFFERS)) {
            if (!children.isEmpty() && world.dice.chance(0.5)) {
                children.remove(world.dice.below(children.size()));
            } else {
                List<Step.Write> writes = List.of(new Step.Write(0, 1));
                Step other = new Step(STRANGE - step.number(), step.service(), writes, List.of(), List.of());
                children.add(world.dice.below(children.size() + 1), other);
            }
        }
        return children;
    }

    private void goOn(Consumer<@Nullable String> then) {
        Consumer<Consumer<@Nullable String>> next = todo.poll();
        if (next == null) {
            giveUpConnection();
            then.accept(null);
            return;
        }
        next.accept(failure -> {
            if (failure == null) {
                world.timeline.after(world.dice.millis(0.01, 0.5), process, () -> goOn(then));
            } else {
                todo.clear();
                giveUpConnection();
                then.accept(failure);
            }
        });
    }

    private void giveUpConnection() {
        if (mark.user == this) {
            mark.user = null;
        }
    }

    private void think(Consumer<@Nullable String> next) {
        world.step(process);
        boolean isSlow = step.is(Trait.SLOW) || world.dice.chance(0.2);
        long time = isSlow ? world.dice.millis(10, 3_000) : world.dice.millis(0.05, 3);
        world.timeline.after(time, process, () -> next.accept(null));
    }

    // ---- connections

    /** It opens a further connection, as it did the first time. */
    private void read(Consumer<@Nullable String> next) {
        try {
            secondConnection();
            next.accept(null);
        } catch (IOException | TxException | IllegalStateException e) {
            next.accept(e.toString());
        }
    }

    private void add(Way way, int number, Step.Write write, Consumer<@Nullable String> next) {
        add(way, number, write, PATIENCE, next);
    }

    private void add(Way way, int number, Step.Write write, int patience, Consumer<@Nullable String> next) {
        if (way == Way.FIRST && patience > 0 && mark.user != null && mark.user != this) {
            world.timeline.after(world.dice.millis(1, 60), process, () -> add(way, number, write, patience - 1, next));
            return;
        }
        try {
            Session session =
                    switch (way) {
                        case FIRST -> connection();
                        case SECOND -> secondConnection();
                        case ASIDE -> open(step.service().second());
                    };
            Execution original = ledger.first(step);
            if (original == null) {
                throw world.ledgers.fail(
                        Invariant.EXACTLY_ONCE,
                        ledger.id(),
                        "attempt " + attempt + " writes with " + session + " in a call that was none: " + step);
            }
            world.step(process);
            session.repair();
            session.add(new Effect(original, number, write.row(), write.amount()), call, next);
        } catch (IOException | TxException | IllegalStateException e) {
            next.accept(e.toString());
        }
    }

    /** The unit's connection: the one that it holds, or a new one. */
    private Session connection() throws IOException {
        if (mark.user != null && mark.user != this) {
            throw new IOException("the connection is in use in another thread");
        }
        Session held = mark.session;
        if (held == null || held.isGivenBack()) {
            held = open(step.service().first());
            mark.session = held;
        } else {
            call.checkOpen();
        }
        mark.user = this;
        return held;
    }

    private Session secondConnection() throws IOException {
        Session taken = second;
        if (taken == null) {
            taken = open(step.service().second());
            second = taken;
        }
        return taken;
    }

    private Session open(ResourceManager resource) throws IOException {
        try {
            return resource.enlist(call, process, ledger, mark);
        } catch (TxException | IllegalStateException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("no connection is to be had: " + e, e);
        }
    }

    // ---- calls

    private void callAll(List<Step> children, Consumer<@Nullable String> next) {
        int[] open = {children.size()};
        String[] first = {null};
        if (open[0] == 0) {
            next.accept(null);
        }
        for (Step child : children) {
            callOne(child, failure -> {
                open[0]--;
                first[0] = first[0] == null ? failure : first[0];
                if (open[0] == 0) {
                    next.accept(first[0]);
                }
            });
        }
    }

    private void callOne(Step child, Consumer<@Nullable String> next) {
        world.step(process);
        try {
            calls.send(
                    this,
                    call.attempt(child.service().name()),
                    child,
                    failure -> next.accept(step.is(Trait.SWALLOWS) ? null : failure));
        } catch (TxException | IllegalStateException e) {
            next.accept(e.toString());
        }
    }

    @Override
    public String toString() {
        return call + " in " + process;
    }
}
