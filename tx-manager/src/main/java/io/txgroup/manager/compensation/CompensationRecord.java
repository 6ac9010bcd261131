package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of the compensation of one group, beside the group itself. Times are the store's, in milliseconds. A
 * history is cut: the newest {@value #REMEMBERED} entries stay, their texts with {@value #LONGEST} characters at most.
 *
 * @param since when the loss was recorded; never changes
 * @param created how far the callback has been told of it
 * @param ended how far the callback has been told of its end; null before
 * @param units whose work was lost
 * @param attempts how the tries to do it again have ended, oldest first
 * @param orders what was ordered, oldest first
 * @param discarding whether it is being discarded, or was
 * @param why why a person is waited for, in words; empty if nobody is
 * @param endedAt when it ended; 0 before
 * @param keepUntil until when the record is kept; 0 before its end
 * @param replay how far it is with the replay by the starter's service; null where each unit's work is done again by itself
 */
public record CompensationRecord(
        long since,
        Telling created,
        @Nullable Telling ended,
        List<UnitRepair> units,
        List<Attempt> attempts,
        List<Order> orders,
        boolean discarding,
        String why,
        long endedAt,
        long keepUntil,
        @Nullable StarterReplay replay) {
    static final int REMEMBERED = 20;
    static final int LONGEST = 500;

    public CompensationRecord {
        requireNonNull(created, "created is null");
        requireNonNull(why, "why is null");
        units = List.copyOf(units);
        attempts = List.copyOf(attempts);
        orders = List.copyOf(orders);
    }

    /** One that begins now, in which each unit's work is done again by itself; nothing is done before the callback is told. */
    public static CompensationRecord opened(long now, List<UnitRepair> units) {
        return opened(now, units, null);
    }

    /** One that begins now; nothing is done before the callback is told. */
    public static CompensationRecord opened(long now, List<UnitRepair> units, @Nullable StarterReplay replay) {
        return new CompensationRecord(
                now, Telling.due(now), null, units, List.of(), List.of(), false, "", 0, 0, replay);
    }

    /** How far it is with that unit. */
    public Optional<UnitRepair> unit(UnitId unit) {
        return units.stream().filter(known -> known.unit().equals(unit)).findFirst();
    }

    /** The order to discard it, once it is given. */
    public Optional<Order> discard() {
        return orders.stream()
                .filter(order -> order.kind() == Order.Kind.DISCARD)
                .reduce((first, second) -> second);
    }

    /** The callback has been told so much of the begin. */
    public CompensationRecord created(Telling told) {
        return with(told, ended, units, attempts, why);
    }

    /** The callback has been told so much of the end. */
    public CompensationRecord ended(Telling told) {
        return with(created, told, units, attempts, why);
    }

    /** Each unit's stand is changed. */
    public CompensationRecord units(UnaryOperator<UnitRepair> change) {
        return with(created, ended, units.stream().map(change).toList(), attempts, why);
    }

    /** The replay stands so now; nothing changes where there is none. */
    public CompensationRecord replay(UnaryOperator<StarterReplay> change) {
        return replay == null
                ? this
                : new CompensationRecord(
                        since,
                        created,
                        ended,
                        units,
                        attempts,
                        orders,
                        discarding,
                        why,
                        endedAt,
                        keepUntil,
                        change.apply(replay));
    }

    /** Whatever is wanted next is due at that time. */
    public CompensationRecord at(long time) {
        return units(repair -> repair.at(time)).replay(known -> known.at(time));
    }

    /** A try has ended. */
    public CompensationRecord tried(Attempt attempt) {
        Attempt kept = new Attempt(
                attempt.unit(), attempt.number(), attempt.at(), attempt.by(), attempt.result(), cut(attempt.detail()));
        return with(created, ended, units, newest(attempts, kept), why);
    }

    /** A person is waited for, or nobody is any more. */
    public CompensationRecord why(String reason) {
        return with(created, ended, units, attempts, cut(reason));
    }

    /** Somebody has ordered something; a discard is never taken back. */
    public CompensationRecord ordered(Order order) {
        Order kept = new Order(order.at(), order.by(), order.kind(), cut(order.note()));
        return new CompensationRecord(
                since,
                created,
                ended,
                units,
                attempts,
                newest(orders, kept),
                discarding || order.kind() == Order.Kind.DISCARD,
                why,
                endedAt,
                keepUntil,
                replay);
    }

    /** It is over; the callback is told of that. */
    public CompensationRecord over(long now, long keptMillis) {
        Telling begin =
                created.isOpen() ? created.ended(Telling.Result.GIVEN_UP, now, null, "it was over before") : created;
        return new CompensationRecord(
                since, begin, Telling.due(now), units, attempts, orders, discarding, "", now, now + keptMillis, replay);
    }

    /** Shortened to what is kept of a text. */
    public static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
    }

    private static <T> List<T> newest(List<T> all, T added) {
        List<T> kept = new ArrayList<>(all);
        kept.add(added);
        return kept.subList(Math.max(0, kept.size() - REMEMBERED), kept.size());
    }

    private CompensationRecord with(
            Telling newCreated,
            @Nullable Telling newEnded,
            List<UnitRepair> newUnits,
            List<Attempt> newAttempts,
            String newWhy) {
        return new CompensationRecord(
                since,
                newCreated,
                newEnded,
                newUnits,
                newAttempts,
                orders,
                discarding,
                newWhy,
                endedAt,
                keepUntil,
                replay);
    }
}
