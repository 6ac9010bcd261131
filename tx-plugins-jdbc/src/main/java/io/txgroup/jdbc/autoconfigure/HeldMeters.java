package io.txgroup.jdbc.autoconfigure;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.txgroup.jdbc.Guarantee;
import io.txgroup.jdbc.HeldDataSource;
import io.txgroup.jdbc.HeldFigures;
import java.util.function.ToDoubleFunction;

/** The figures of each wrapped DataSource, with its name as the tag {@code datasource}. Thread-safe; never blocks. */
final class HeldMeters implements MeterBinder {
    private final HeldDataSources held;

    HeldMeters(HeldDataSources held) {
        this.held = held;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        held.each((name, dataSource) -> bind(registry, name, dataSource));
    }

    private static void bind(MeterRegistry registry, String name, HeldDataSource dataSource) {
        gauge(registry, "tx.jdbc.held", name, dataSource, "Connections that groups hold now", HeldFigures::held);
        gauge(
                registry,
                "tx.jdbc.held.limit",
                name,
                dataSource,
                "Connections that groups may hold at a time: tx.jdbc.max-held",
                HeldFigures::limit);
        gauge(
                registry,
                "tx.jdbc.held.waiting",
                name,
                dataSource,
                "Threads that wait for a connection to hold",
                HeldFigures::waiting);
        gauge(
                registry,
                "tx.jdbc.durable",
                name,
                dataSource,
                "1 if work survives its process between yes and outcome (durable), 0 if it is held",
                figures -> figures.guarantee()
                        .map(guarantee -> guarantee == Guarantee.DURABLE ? 1.0 : 0.0)
                        .orElse(Double.NaN));
    }

    private static void gauge(
            MeterRegistry registry,
            String meter,
            String name,
            HeldDataSource dataSource,
            String what,
            ToDoubleFunction<HeldFigures> figure) {
        Gauge.builder(meter, dataSource, source -> figure.applyAsDouble(source.figures()))
                .tag("datasource", name)
                .description(what)
                .register(registry);
    }
}
