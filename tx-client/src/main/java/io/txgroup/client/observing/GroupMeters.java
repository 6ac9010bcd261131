package io.txgroup.client.observing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.txgroup.client.TxException;
import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.core.GroupEnd;
import io.txgroup.client.core.UnitListener;
import io.txgroup.client.core.UnitState;
import io.txgroup.client.core.UnitView;
import io.txgroup.client.core.Units;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.net.ManagerView;
import io.txgroup.protocol.GroupId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a service's groups, all with a name that begins with {@code tx.} and with tags of few values. It needs
 * no registry to exist, so that nothing about it can keep a service from starting. Thread-safe; never blocks.
 */
public final class GroupMeters implements UnitListener, MeterBinder {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
    };

    private final Supplier<Units> units;
    private final Supplier<ManagerConnections> managers;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

    /**
     * Looks at these, from the moment on at which a registry wants figures.
     *
     * @param units asked late: the units themselves tell this listener what happens
     */
    public GroupMeters(Supplier<Units> units, Supplier<ManagerConnections> managers) {
        this.units = units;
        this.managers = managers;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        gauge(registry, "tx.units", "Units that this process has now", views -> views.size());
        gauge(
                registry,
                "tx.units.in.doubt",
                "Units that have joined and have not learned the outcome",
                views -> views.stream().filter(UnitView::inDoubt).count());
        gauge(
                registry,
                "tx.units.overdue",
                "Units whose group's deadline has passed: more than a few seconds of it is a case for a person",
                views -> views.stream().filter(UnitView::overdue).count());
        gauge(registry, "tx.held", "Resources, for instance connections, that units hold now", views -> views.stream()
                .mapToInt(view -> view.held().size())
                .sum());
        TimeGauge.builder("tx.held.longest", () -> longest(units.get().views()), TimeUnit.SECONDS)
                .description("For how long the longest held resource has been held")
                .register(registry);
        Gauge.builder("tx.managers.usable", () -> managers.get().views().stream()
                        .filter(ManagerView::usable)
                        .count())
                .description("Managers that groups can use now")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String what, ToDoubleFunction<List<UnitView>> figure) {
        Gauge.builder(name, () -> figure.applyAsDouble(units.get().views()))
                .description(what)
                .register(registry);
    }

    private static double longest(List<UnitView> views) {
        return views.stream()
                .flatMap(view -> view.held().stream())
                .mapToDouble(held -> held.age().toNanos() / 1e9)
                .max()
                .orElse(0);
    }

    /** What a unit does shows in the gauges. */
    @Override
    public void changed(GroupId groupId, UnitState before, UnitState after) {}

    @Override
    public void ended(GroupEnd end) {
        for (MeterRegistry registry : registries) {
            Timer.builder("tx.groups")
                    .description("Groups that this process started, from their begin until their caller was told")
                    .tag("outcome", word(end.outcome()))
                    .tag("cause", word(end.cause()))
                    .tag("alone", Boolean.toString(end.alone()))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry)
                    .record(end.duration());
        }
    }

    @Override
    public void refused(GroupId groupId, TxException why) {
        String reason = why instanceof TxManagerUnavailableException ? "no_manager" : "group_over";
        for (MeterRegistry registry : registries) {
            Counter.builder("tx.calls.refused")
                    .description("Calls of groups that other processes started, refused before their method ran")
                    .tag("reason", reason)
                    .register(registry)
                    .increment();
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
