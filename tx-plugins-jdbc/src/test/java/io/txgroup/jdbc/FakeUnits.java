package io.txgroup.jdbc;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.protocol.GroupId;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What each thread runs for: units of many groups on one DataSource, as in a service. */
@SuppressWarnings("ThreadLocalUsage") // services of different tests know nothing of one another
final class FakeUnits implements CurrentCall, Supplier<CurrentCall> {
    private final ThreadLocal<FakeUnit> current = new ThreadLocal<>();

    /** Runs code of the unit's starter. */
    void run(FakeUnit unit, JdbcContract.Action code) throws Exception {
        current.set(unit);
        try {
            unit.run(() -> {
                code.run();
                return null;
            });
        } finally {
            current.remove();
        }
    }

    @Override
    public CurrentCall get() {
        return this;
    }

    @Override
    public Optional<CallScope> scope() {
        @Nullable FakeUnit unit = current.get();
        return unit == null ? Optional.empty() : unit.scope();
    }

    @Override
    public Optional<GroupId> unannotated() {
        return Optional.empty();
    }
}
