package io.txgroup.verification.crash;

import io.txgroup.verification.crash.service.Point;
import io.txgroup.verification.crash.service.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A database and a guarantee level. */
enum Kind {
    POSTGRES_DURABLE(1),
    MARIA_DURABLE(2),
    POSTGRES_HELD(3),
    MARIA_HELD(4);

    private final int number;

    Kind(int number) {
        this.number = number;
    }

    /** Where the numbers of its orders begin. */
    long firstNumber() {
        return number * 1_000_000L;
    }

    boolean isDurable() {
        return name().endsWith("DURABLE");
    }

    boolean isMaria() {
        return name().startsWith("MARIA");
    }

    /** What can be struck where. */
    List<Strike> strikes() {
        List<Strike> all = new ArrayList<>();
        for (Point point : List.of(Point.BEFORE_PREPARE, Point.AFTER_PREPARE, Point.BEFORE_COMMIT)) {
            if (isDurable() || point == Point.BEFORE_COMMIT) {
                for (Target target : List.of(Target.PROCESS, Target.SESSION)) {
                    all.add(new Strike(0, point, target, 0));
                }
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
