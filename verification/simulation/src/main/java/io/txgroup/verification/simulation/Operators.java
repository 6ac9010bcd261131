package io.txgroup.verification.simulation;

import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.manager.compensation.Compensations;
import io.txgroup.manager.compensation.Compensations.Answer;
import io.txgroup.manager.compensation.Compensations.Query;
import io.txgroup.manager.compensation.Compensations.Seen;
import io.txgroup.manager.compensation.Order;
import io.txgroup.protocol.GroupId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** People at the managers' pages: they look at what is lost and order something, two at once, and sometimes much later. */
final class Operators {
    private static final int MOST = 30;

    private final World world;
    private final Cluster cluster;
    private final Set<String> decided = new HashSet<>();

    Operators(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
        world.attention = () -> world.timeline.after(world.dice.millis(1, 2_500), this::look);
    }

    /** Looks so often, from the first losses on until some time after the last fault; and soon after a redo was asked for. */
    void plan() {
        for (int i = 0; i < world.profile.looks; i++) {
            long latest = world.profile.span + 40_000_000_000L;
            world.timeline.after(world.dice.from(4_000_000_000L, latest), this::look);
        }
    }

    private void look() {
        boolean isAnyLost = world.ledgers.all().stream().anyMatch(ledger -> !ledger.lost.isEmpty());
        ManagerProcess manager = world.dice.pick(cluster.managers()).process();
        if (isAnyLost && manager != null) {
            world.timeline.after(0, manager, () -> manager.compensations()
                    .list(Query.newest(MOST))
                    .whenComplete((page, failure) -> {
                        if (page != null && !page.items().isEmpty()) {
                            decide(page.items());
                        }
                    }));
        }
    }

    private void decide(List<Seen> seen) {
        List<Seen> open = seen.stream()
                .filter(one -> one.state() == CompensationState.COMPENSATING || one.state() == CompensationState.PARKED)
                .toList();
        Seen chosen = world.dice.pick(open.isEmpty() || world.dice.chance(0.1) ? seen : open);
        order(chosen, "ann");
        if (world.dice.chance(0.4)) {
            order(chosen, "bob");
        }
    }

    private void order(Seen seen, String by) {
        Order.Kind kind = world.dice.pick(List.of(
                Order.Kind.REPAIR_NOW, Order.Kind.REPAIR_NOW, Order.Kind.HOLD, Order.Kind.RESUME, Order.Kind.DISCARD));
        long delay = world.dice.chance(0.2) ? world.dice.millis(100, 8_000) : world.dice.millis(0.1, 50);
        ManagerPlace place = world.dice.pick(cluster.managers());
        world.timeline.after(delay, () -> {
            ManagerProcess manager = place.process();
            if (manager != null) {
                world.timeline.after(0, manager, () -> order(manager, seen, by, kind));
            }
        });
    }

    private void order(ManagerProcess manager, Seen seen, String by, Order.Kind kind) {
        GroupId id = seen.id();
        world.trace.add(() -> by + " orders at " + manager + " " + kind + " of " + id + ", as of " + seen.version());
        world.ledgers.of(id).wishes.ordered(kind);
        Compensations compensations = manager.compensations();
        CompletionStage<Answer> answer =
                switch (kind) {
                    case REPAIR_NOW -> compensations.repairNow(id, seen.version(), by, "");
                    case HOLD -> compensations.hold(id, seen.version(), by, "");
                    case RESUME -> compensations.resume(id, seen.version(), by, "");
                    case DISCARD -> compensations.discard(id, seen.version(), by, "mended by hand");
                };
        answer.whenComplete((what, failure) -> {
            if (what != null) {
                world.trace.add(() -> by + " is answered of " + id + ": " + what);
                world.figures.said(kind + " is ordered: " + what.result());
                answered(seen, what);
            }
        });
    }

    private void answered(Seen seen, Answer answer) {
        if (answer.result() == Answer.Result.DONE && !decided.add(seen.id() + " " + seen.version())) {
            throw world.ledgers.fail(
                    Invariant.ONE_ORDER, seen.id(), "a second order on version " + seen.version() + " is " + answer);
        }
    }
}
