package io.txgroup.verification.simulation;

import io.txgroup.client.spi.CallScope;
import io.txgroup.verification.simulation.Step.Trait;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A step that is run once more because its work was lost, in one thread that blocks: what a bean's method does in a redo. */
final class Repetition {
    private static final int PATIENCE = 25;

    private final World world;
    private final ServiceProcess process;
    private final Execution original;
    private final Step step;
    private final CallScope scope;
    private final UnitMark mark;
    private @Nullable Session second;

    Repetition(World world, ServiceProcess process, Execution original, CallScope scope) {
        this.world = world;
        this.process = process;
        this.original = original;
        this.step = original.step();
        this.scope = scope;
        this.mark = scope.attachment(UnitMark.class, UnitMark::new);
    }

    /** Runs it; what it throws speaks against committing it. */
    void run() {
        try {
            work();
        } catch (Exception e) {
            scope.veto(e.toString());
        }
    }

    private void work() throws Exception {
        think();
        if (step.is(Trait.READS)) {
            readOnly();
        }
        int half = (step.writes().size() + 1) / 2;
        for (int i = 0; i < half; i++) {
            write(i);
        }
        if (step.is(Trait.LATE_BRANCH) && world.dice.chance(0.8)) {
            Session aside = open(step.service().second());
            add(aside, new Effect(original, Effect.ASIDE, 0, 1));
        }
        if (!step.children().isEmpty()) {
            String why = "it calls another service, which did its work the first time";
            scope.repair().orElseThrow().differs(why);
            throw new IOException(why);
        }
        for (int i = half; i < step.writes().size(); i++) {
            write(i);
        }
        if (world.strikes(Fault.REDO_FAILED)) {
            throw new IOException("the business throws");
        }
    }

    private void think() {
        world.step(process);
        boolean isSlow = step.is(Trait.SLOW) || world.dice.chance(0.35);
        world.timeline.block(process, isSlow ? world.dice.millis(10, 5_000) : world.dice.millis(0.05, 3));
    }

    private void readOnly() throws Exception {
        if (step.writes().isEmpty()) {
            connection();
        } else {
            secondConnection();
        }
    }

    private void write(int number) throws Exception {
        Step.Write write = step.writes().get(number);
        Session session = step.usesSecond(number) ? secondConnection() : connection();
        add(session, new Effect(original, number, write.row(), write.amount()));
    }

    private void add(Session session, Effect effect) throws IOException {
        world.step(process);
        session.repair();
        boolean[] done = {false};
        String[] failure = {null};
        session.add(effect, scope, result -> {
            done[0] = true;
            failure[0] = result;
        });
        for (int waits = 0; !done[0] && waits < PATIENCE; waits++) {
            world.timeline.block(process, world.dice.millis(1, 300));
        }
        if (!done[0] || failure[0] != null) {
            throw new IOException(done[0] ? failure[0] : session.name() + " - lock wait timeout");
        }
    }

    private Session connection() throws Exception {
        Session held = mark.session;
        if (held == null) {
            held = open(step.service().first());
            mark.session = held;
        } else {
            scope.checkOpen();
        }
        return held;
    }

    private Session secondConnection() throws Exception {
        Session taken = second;
        if (taken == null) {
            taken = open(step.service().second());
            second = taken;
        }
        return taken;
    }

    private Session open(ResourceManager resource) throws Exception {
        return resource.enlist(scope, process, original.ledger(), mark);
    }
}
