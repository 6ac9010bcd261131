package io.txgroup.client.running;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a method runs in a group.
 *
 * @param label what a person calls the transaction, for instance {@code OrderService.place}
 * @param timeout how long a group may go on that the method starts; null for the service's default
 * @param rollbackFor exceptions that roll back, besides all that {@code noRollbackFor} does not name
 * @param noRollbackFor exceptions that do not roll back
 */
public record TxDefinition(
        String label,
        @Nullable Duration timeout,
        List<Class<? extends Throwable>> rollbackFor,
        List<Class<? extends Throwable>> noRollbackFor) {

    public TxDefinition {
        requireNonNull(label, "label is null");
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException(
                    "The timeout of " + label + " is " + timeout + ", but must be longer than nothing");
        }
        rollbackFor = List.copyOf(rollbackFor);
        noRollbackFor = List.copyOf(noRollbackFor);
    }

    /** Whether the group rolls back when the method throws this: the nearest named type decides, and none means yes. */
    boolean rollsBackOn(Throwable thrown) {
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
