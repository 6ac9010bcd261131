package io.txgroup.manager.group;

import static java.util.Objects.requireNonNull;

import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.Compensations.Answer;
import io.txgroup.manager.compensation.Order;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.compensation.UnitRepair;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an operator's order does to a compensation, and what is answered. Pure. */
final class CompensationOrders {
    private CompensationOrders() {}

    /**
     * What an order leads to.
     *
     * @param group the very same one if the order is refused
     * @param message in words for a person
     */
    record Ruling(Group group, Answer.Result result, String message) {}

    static Ruling ordered(Group group, Order order, long now) {
        CompensationRecord record = group.compensation();
        if (record == null) {
            return new Ruling(
                    group,
                    Answer.Result.NOT_THERE,
                    "Group " + group.id() + " - nothing is recorded as lost; it is " + group.state());
        }
        if (group.state().ended()) {
            return refused(group, "it is over: " + how(group, record) + "; nothing is left to do");
        }
        if (record.discarding()) {
            return refused(
                    group,
                    "it is being discarded since "
                            + record.discard().map(Order::by).orElse("somebody")
                            + " ordered that, which is never taken back");
        }
        if (!group.contradicting().isEmpty()) {
            return refused(
                    group,
                    "units " + units(group.contradicting(), Member::unit)
                            + " are said to have ended in two ways: look into their databases first");
        }
        Order recorded = order.recorded(now);
        return switch (order.kind()) {
            case REPAIR_NOW -> naming(record, repairNow(group, record, noting(record, recorded)));
            case HOLD -> hold(group, record, recorded);
            case RESUME -> naming(record, resume(group, record, noting(record, recorded)));
            case DISCARD ->
                done(
                        group.compensated(
                                GroupState.COMPENSATING,
                                record.ordered(recorded).why("").units(repair -> repair.at(now))),
                        "it is being discarded");
        };
    }

    /** What the callback has wanted and nobody has done, because an operator's order stood above it; in words. */
    static Optional<String> unheeded(CompensationRecord record) {
        CallbackReply.Choice choice = record.created().choice();
        Order.Kind wanted = choice == CallbackReply.Choice.HOLD
                ? Order.Kind.HOLD
                : choice == CallbackReply.Choice.DISCARD ? Order.Kind.DISCARD : null;
        boolean isDone =
                record.orders().stream().anyMatch(order -> order.by().equals(Order.CALLBACK) && order.kind() == wanted);
        String note = record.created().note();
        return wanted == null || isDone
                ? Optional.empty()
                : Optional.of("the callback has said " + wanted.name().toLowerCase(Locale.ROOT)
                        + (note.isBlank() ? "" : " (" + note + ")") + " meanwhile, which is not done");
    }

    /** Who sets it going against that wish has it beside the reason. */
    private static Order noting(CompensationRecord record, Order order) {
        return unheeded(record)
                .map(wish -> new Order(
                        order.at(),
                        order.by(),
                        order.kind(),
                        (order.note().isBlank() ? "" : order.note() + "; ") + wish))
                .orElse(order);
    }

    private static Ruling naming(CompensationRecord record, Ruling ruling) {
        return ruling.result() == Answer.Result.DONE
                ? unheeded(record)
                        .map(wish -> new Ruling(ruling.group(), ruling.result(), ruling.message() + "; " + wish))
                        .orElse(ruling)
                : ruling;
    }

    private static String how(Group group, CompensationRecord record) {
        return group.state() == GroupState.RESOLVED
                ? "RESOLVED, by " + record.discard().map(Order::by).orElse("somebody")
                : "COMMITTED, everything that was lost is repaired";
    }

    private static Ruling repairNow(Group group, CompensationRecord record, Order order) {
        List<UnitRepair> left = left(group, record);
        StarterReplay replay = record.replay();
        if (replay != null && replay.barred().isEmpty()) {
            return done(
                    group.compensated(
                            GroupState.COMPENSATING,
                            record.ordered(order).why("").replay(known -> known.anew(order.at()))),
                    "a process of " + group.starter().service() + " is asked now to make all calls again");
        }
        if (left.stream().noneMatch(repair -> repair.barred().isEmpty())) {
            return refused(
                    group,
                    "no process can do it again: " + reasons(left)
                            + ". Mend the data by hand, then discard what is recorded as lost");
        }
        return done(
                group.compensated(
                        GroupState.COMPENSATING,
                        record.ordered(order)
                                .why("")
                                .units(repair -> repair.barred().isEmpty() ? repair.anew(order.at()) : repair)),
                "a process of " + units(left, repair -> repair.unit().service()) + " is asked now");
    }

    private static Ruling hold(Group group, CompensationRecord record, Order order) {
        if (group.state() == GroupState.PARKED) {
            return refused(group, "it is PARKED already, since " + record.why());
        }
        String why = order.by() + " holds it" + (order.note().isBlank() ? "" : ": " + order.note());
        return done(
                CompensatingRules.parked(group, record.ordered(order), why),
                "no further attempt is begun; one that runs may still repair it");
    }

    private static Ruling resume(Group group, CompensationRecord record, Order order) {
        if (group.state() == GroupState.COMPENSATING) {
            return refused(group, "it is not held");
        }
        StarterReplay replay = record.replay();
        if (replay != null && replay.goesOn()) {
            return done(
                    group.compensated(
                            GroupState.COMPENSATING,
                            record.ordered(order).why("").at(order.at())),
                    "it goes on as the policy says");
        }
        List<UnitRepair> left = left(group, record);
        if (replay != null || left.stream().noneMatch(UnitRepair::goesOn)) {
            return refused(
                    group,
                    "nothing of it would go on by itself: " + (replay == null ? reasons(left) : replay.reason())
                            + ". Repair it now, or discard it");
        }
        return done(
                group.compensated(
                        GroupState.COMPENSATING,
                        record.ordered(order)
                                .why("")
                                .units(repair -> repair.goesOn() ? repair.at(order.at()) : repair)),
                "it goes on as the policy says");
    }

    /** The units whose work is still lost. */
    private static List<UnitRepair> left(Group group, CompensationRecord record) {
        return record.units().stream()
                .filter(repair -> group.member(repair.unit())
                        .filter(member -> !member.lost().isEmpty())
                        .isPresent())
                .toList();
    }

    private static String reasons(List<UnitRepair> left) {
        return left.stream()
                .map(repair -> repair.unit() + ": " + repair.reason())
                .collect(Collectors.joining("; "));
    }

    private static <T> List<?> units(List<T> all, Function<T, ?> name) {
        return all.stream().map(name).distinct().toList();
    }

    private static Ruling refused(Group group, String why) {
        return new Ruling(group, Answer.Result.REFUSED, "Group " + group.id() + " - " + why);
    }

    private static Ruling done(Group group, String what) {
        CompensationRecord record = requireNonNull(group.compensation(), "there is no compensation");
        String callback = record.created().isOpen()
                ? ", as soon as the callback has been told (" + record.created().tries() + " tries so far)"
                : "";
        return new Ruling(group, Answer.Result.DONE, "Group " + group.id() + " - " + what + callback);
    }
}
