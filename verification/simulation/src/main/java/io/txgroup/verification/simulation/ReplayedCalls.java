package io.txgroup.verification.simulation;

import io.txgroup.client.TxException;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.core.CallReport;
import io.txgroup.client.core.GroupHeader;
import io.txgroup.client.core.ReplayCall;
import io.txgroup.client.spi.Calls.Attempt;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls of attempts to make all calls of a group again: what a plugin for HTTP does on both sides, and a bad network. */
final class ReplayedCalls {
    private static final int PATIENCE_MILLIS = 4_000;

    private final World world;

    ReplayedCalls(World world) {
        this.world = world;
    }

    World world() {
        return world;
    }

    /** A request on its way; its first ending counts. */
    private static final class Exchange {
        final ReplayedStep caller;
        final Attempt attempt;
        final Consumer<@Nullable String> then;
        boolean over;

        Exchange(ReplayedStep caller, Attempt attempt, Consumer<@Nullable String> then) {
            this.caller = caller;
            this.attempt = attempt;
            this.then = then;
        }
    }

    /** Runs the starter's method: its thread goes on when this returns, as a branch that is waited for. */
    void begin(ServiceProcess process, Execution original, ReplayCall call) {
        Attempt thread;
        try {
            thread = call.attempt("the method itself");
        } catch (TxRolledBackException e) {
            return; // it has ended meanwhile
        }
        int attempt = attempt(GroupHeader.parse(thread.header()));
        ReplayedStep root = new ReplayedStep(this, process, original.ledger(), original.step(), call, attempt);
        root.run(failure -> {
            String why = failure == null && world.strikes(Fault.REDO_FAILED) ? "the business throws" : failure;
            if (why != null) {
                call.veto(why);
            }
            thread.answered(null, false);
        });
    }

    private static int attempt(GroupHeader header) {
        return Objects.requireNonNull(header.again(), "no call that is made again")
                .attempt();
    }

    /** Sends one request; what comes then is told why it failed, or null. */
    void send(ReplayedStep caller, Attempt attempt, Step step, Consumer<@Nullable String> then) {
        Exchange exchange = new Exchange(caller, attempt, then);
        List<ServicePlace> places = step.service().places();
        int chosen = world.profile.sticky
                ? Math.floorMod(caller.ledger().id().hashCode(), places.size())
                : world.dice.below(places.size());
        world.trace.add(
                () -> caller.process() + " calls again " + places.get(chosen).name() + " " + attempt.header());
        if (!world.strikes(Fault.REQUEST_LOST)) {
            request(exchange, step, places.get(chosen), delay());
        }
        if (world.strikes(Fault.REQUEST_DOUBLED)) {
            ServicePlace other = places.get(world.dice.chance(0.5) ? chosen : world.dice.below(places.size()));
            request(exchange, step, other, world.dice.millis(0, world.dice.pick(List.of(10, 500, 30_000))));
        }
        world.timeline.after(
                world.dice.from(PATIENCE_MILLIS / 2, PATIENCE_MILLIS) * 1_000_000L,
                caller.process(),
                () -> unanswered(exchange));
    }

    private long delay() {
        return world.strikes(Fault.REQUEST_LATE) ? world.dice.millis(5, 4_000) : world.dice.millis(0.1, 2);
    }

    private void request(Exchange exchange, Step step, ServicePlace place, long delay) {
        String header = exchange.attempt.header();
        world.timeline.after(delay, () -> {
            ServiceProcess process = place.process();
            boolean cut = world.network.isCut(exchange.caller.process().place().number(), place.number());
            if (!cut && process != null) {
                world.timeline.after(0, process, () -> serve(exchange, GroupHeader.parse(header), step, process));
            }
        });
    }

    private void serve(Exchange exchange, GroupHeader header, Step step, ServiceProcess process) {
        world.figures.delivery();
        world.step(process);
        int attempt = attempt(header);
        try {
            process.units()
                    .serveAgain(header, RepeatedSteps.invoked(step, attempt))
                    .whenComplete((call, refusal) -> world.timeline.after(0, process, () -> {
                        if (call == null) {
                            refuse(exchange, process, String.valueOf(refusal));
                        } else {
                            run(exchange, step, call, attempt, process);
                        }
                    }));
        } catch (TxException e) {
            refuse(exchange, process, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(Exchange exchange, ServiceProcess process, String why) {
        reply(exchange, process, CallReport.rollbackOnly(why), why);
    }

    private void run(Exchange exchange, Step step, ReplayCall call, int attempt, ServiceProcess process) {
        ReplayedStep served = new ReplayedStep(this, process, exchange.caller.ledger(), step, call, attempt);
        served.run(failure -> {
            world.step(process);
            String why = failure;
            if (why == null) {
                try {
                    answered(exchange, process, call, call.answerYes());
                    return;
                } catch (TxRolledBackException e) {
                    why = String.valueOf(e.getMessage());
                }
            }
            reply(exchange, process, call.answerNo(why), why);
        });
    }

    private void answered(Exchange exchange, ServiceProcess process, ReplayCall call, CallReport report) {
        if (world.strikes(Fault.REPLY_BROKEN)) {
            String why = "the result could not be written";
            call.veto(why);
            reply(exchange, process, report.failed(why), why);
        } else {
            reply(exchange, process, report, null);
        }
    }

    private void reply(Exchange exchange, ServiceProcess from, CallReport report, @Nullable String failure) {
        world.step(from);
        ServiceProcess caller = exchange.caller.process();
        if (world.strikes(Fault.REPLY_LOST)
                || world.network.isCut(from.place().number(), caller.place().number())) {
            return;
        }
        String text = failure != null && world.dice.chance(0.1) ? null : report.toString();
        world.timeline.after(world.dice.millis(0.1, 2), caller, () -> {
            world.figures.delivery();
            if (!exchange.over) {
                exchange.over = true;
                world.trace.add(() -> caller + " has the reply to " + exchange.attempt.header() + ": " + text);
                exchange.attempt.answered(text, failure != null);
                exchange.then.accept(failure);
            }
        });
    }

    private void unanswered(Exchange exchange) {
        if (!exchange.over) {
            exchange.over = true;
            exchange.attempt.unanswered(new IOException("no reply in time"));
            exchange.then.accept("no reply in time");
        }
    }
}
