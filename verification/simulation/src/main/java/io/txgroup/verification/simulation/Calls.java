package io.txgroup.verification.simulation;

import io.txgroup.client.TxException;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.core.Call;
import io.txgroup.client.core.CallReport;
import io.txgroup.client.core.GroupHeader;
import io.txgroup.client.core.OutboundAttempt;
import io.txgroup.protocol.UnitCalls;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls between services: what a plugin for HTTP does on both sides, and what a bad network between does to it. */
final class Calls {
    private static final int PATIENCE_MILLIS = 6_000;

    /** How late a proxy's repetition may come: also when the group's record is gone. */
    private static final List<Integer> REPETITION_MILLIS = List.of(10, 20, 20, 500, 9_000, 9_000, 9_000, 75_000);

    private final World world;

    Calls(World world) {
        this.world = world;
    }

    World world() {
        return world;
    }

    /** A request on its way; its first ending counts. */
    private static final class Exchange {
        final Execution caller;
        final OutboundAttempt attempt;
        final Consumer<@Nullable String> then;
        boolean over;

        Exchange(Execution caller, OutboundAttempt attempt, Consumer<@Nullable String> then) {
            this.caller = caller;
            this.attempt = attempt;
            this.then = then;
        }
    }

    /** Sends one attempt; what comes then is told why it failed, or null. */
    void send(Execution caller, OutboundAttempt attempt, Step step, Consumer<@Nullable String> then) {
        Exchange exchange = new Exchange(caller, attempt, then);
        String header = attempt.header();
        List<ServicePlace> places = step.service().places();
        int chosen = world.profile.sticky
                ? Math.floorMod(caller.ledger().id().hashCode(), places.size())
                : world.dice.below(places.size());
        world.trace.add(() -> caller.process() + " calls " + places.get(chosen).name() + " " + header);
        if (!world.strikes(Fault.REQUEST_LOST)) {
            request(exchange, header, step, places.get(chosen), delay());
        }
        if (world.strikes(Fault.REQUEST_DOUBLED)) {
            ServicePlace other = places.get(world.dice.chance(0.5) ? chosen : world.dice.below(places.size()));
            int latest = world.dice.pick(REPETITION_MILLIS);
            request(exchange, header, step, other, world.dice.millis(0, latest));
        }
        world.timeline.after(
                world.dice.from(PATIENCE_MILLIS / 3, PATIENCE_MILLIS) * 1_000_000L,
                caller.process(),
                () -> unanswered(exchange, "no reply in time"));
    }

    private long delay() {
        return world.strikes(Fault.REQUEST_LATE) ? world.dice.millis(5, 4_000) : world.dice.millis(0.1, 2);
    }

    private void request(Exchange exchange, String header, Step step, ServicePlace place, long delay) {
        world.timeline.after(delay, () -> {
            ServiceProcess process = place.process();
            boolean cut = world.network.isCut(exchange.caller.process().place().number(), place.number());
            if (cut) {
                return;
            }
            if (process == null) {
                world.timeline.after(
                        world.dice.millis(0.1, 2),
                        exchange.caller.process(),
                        () -> unanswered(exchange, "connection refused"));
                return;
            }
            world.timeline.after(0, process, () -> serve(exchange, GroupHeader.parse(header), step, process));
        });
    }

    private void serve(Exchange exchange, GroupHeader header, Step step, ServiceProcess process) {
        world.figures.delivery();
        world.step(process);
        Call call;
        try {
            call = process.units().serve(header);
        } catch (TxException e) {
            reply(exchange, process, null, CallReport.rollbackOnly(String.valueOf(e.getMessage())), e.getMessage());
            return;
        }
        process.meets(header.groupId(), UnitEvents.SERVE);
        Execution served = Execution.called(this, process, exchange.caller, step, call);
        served.ledger().waiting.add(served);
        served.run(result -> answer(exchange, process, served, result));
    }

    private void answer(Exchange exchange, ServiceProcess process, Execution served, @Nullable String result) {
        world.step(process);
        String failure = result;
        if (failure == null) {
            try {
                process.meets(served.call().groupId(), UnitEvents.YES);
                CallReport report = process.units().answerYes(served.call());
                answered(exchange, process, served, report);
                return;
            } catch (TxRolledBackException e) {
                failure = String.valueOf(e.getMessage());
            }
        }
        String why = failure;
        served.failed(why);
        process.meets(served.call().groupId(), UnitEvents.NO);
        process.units().answerNo(served.call(), why).whenComplete((report, thrown) -> {
            if (report != null) {
                reply(exchange, process, served, report, why);
            }
        });
    }

    private void answered(Exchange exchange, ServiceProcess process, Execution served, CallReport report) {
        for (UnitCalls joined : report.joined()) {
            if (joined.unit().process().equals(process.id())) {
                served.mark().id = joined.unit();
                served.mark().answered = true;
            }
        }
        if (world.strikes(Fault.REPLY_BROKEN)) {
            String why = "the result could not be written";
            served.failed(why);
            served.call().veto(why);
            reply(exchange, process, served, report.failed(why), why);
        } else {
            reply(exchange, process, served, report, null);
        }
    }

    private void reply(
            Exchange exchange,
            ServiceProcess from,
            @Nullable Execution served,
            CallReport report,
            @Nullable String failure) {
        if (served != null) {
            served.ledger().waiting.remove(served);
        }
        world.step(from);
        ServiceProcess caller = exchange.caller.process();
        if (world.strikes(Fault.REPLY_LOST)
                || world.network.isCut(from.place().number(), caller.place().number())) {
            return;
        }
        String text = failure != null && world.dice.chance(0.1) ? null : report.toString();
        world.timeline.after(world.dice.millis(0.1, 2), caller, () -> {
            world.figures.delivery();
            arrived(exchange, served, text, failure);
        });
    }

    private void arrived(
            Exchange exchange, @Nullable Execution served, @Nullable String report, @Nullable String failure) {
        if (exchange.over) {
            return;
        }
        exchange.over = true;
        Execution caller = exchange.caller;
        world.trace.add(() -> caller.process() + " has the reply to " + exchange.attempt.header() + ": " + report
                + (failure == null ? "" : ", failed: " + failure));
        if (served != null && failure == null) {
            served.counted();
        }
        if (failure != null || (served != null && served.hasFailed())) {
            caller.failed("the reply says: " + (failure == null && served != null ? served.failure() : failure));
        }
        exchange.attempt.answered(report, failure != null);
        exchange.then.accept(failure);
    }

    private void unanswered(Exchange exchange, String why) {
        if (!exchange.over) {
            exchange.over = true;
            exchange.caller.failed("not answered: " + why);
            exchange.attempt.unanswered(new IOException(why));
            exchange.then.accept(why);
        }
    }
}
