package io.txgroup.client.running;

import static java.util.Objects.requireNonNull;

import io.txgroup.client.TxPropagation;
import io.txgroup.protocol.Compensation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a method runs in a group.
 *
 * @param label what a person calls the transaction, for instance {@code OrderService.place}
 * @param propagation what it does about the group that its caller may have
 * @param readOnly whether it promises to write nothing
 * @param timeout how long a group may go on that the method starts; null for the service's default
 * @param rollbackFor exceptions that roll back, besides all that {@code noRollbackFor} does not name
 * @param noRollbackFor exceptions that do not roll back
 * @param compensation what may be done if its work is lost
 */
public record TxDefinition(
        String label,
        TxPropagation propagation,
        boolean readOnly,
        @Nullable Duration timeout,
        List<Class<? extends Throwable>> rollbackFor,
        List<Class<? extends Throwable>> noRollbackFor,
        Compensation compensation) {

    public TxDefinition {
        requireNonNull(label, "label is null");
        requireNonNull(propagation, "propagation is null");
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException(
                    "The timeout of " + label + " is " + timeout + ", but must be longer than nothing");
        }
        rollbackFor = List.copyOf(rollbackFor);
        noRollbackFor = List.copyOf(noRollbackFor);
        requireNonNull(compensation, "compensation is null");
    }

    /** As {@link io.txgroup.client.TxTransaction} is by default. */
    public static TxDefinition labelled(String label) {
        return new TxDefinition(label, TxPropagation.REQUIRED, false, null, List.of(), List.of(), Compensation.UNIT);
    }

    /** The same with another label. */
    public TxDefinition withLabel(String other) {
        return new TxDefinition(other, propagation, readOnly, timeout, rollbackFor, noRollbackFor, compensation);
    }

    /** The same with another propagation. */
    public TxDefinition withPropagation(TxPropagation other) {
        return new TxDefinition(label, other, readOnly, timeout, rollbackFor, noRollbackFor, compensation);
    }

    /** The same with another timeout. */
    public TxDefinition withTimeout(Duration other) {
        return new TxDefinition(label, propagation, readOnly, other, rollbackFor, noRollbackFor, compensation);
    }

    /** The same, but it writes nothing. */
    public TxDefinition reading() {
        return new TxDefinition(label, propagation, true, timeout, rollbackFor, noRollbackFor, compensation);
    }

    /** Whether the group rolls back when the method throws this: the nearest named type decides, and none means yes. */
    public boolean rollsBackOn(Throwable thrown) {
        int no = nearest(thrown, noRollbackFor);
        return no == Integer.MAX_VALUE || nearest(thrown, rollbackFor) < no;
    }

    /** How many steps up from the thrown type one of these types is found. */
    private static int nearest(Throwable thrown, List<Class<? extends Throwable>> types) {
        int steps = 0;
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            if (types.contains(type)) {
                return steps;
            }
            steps++;
        }
        return Integer.MAX_VALUE;
    }
}
