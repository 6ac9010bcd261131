package io.txgroup.verification.simulation;

import io.txgroup.client.core.ManagerLink;
import io.txgroup.client.core.Surroundings;
import io.txgroup.client.core.UnitState;
import io.txgroup.client.core.Units;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.Replay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One running process of a service, around the real client core. */
final class ServiceProcess extends Host implements ManagerLink {
    static final long WALL_CLOCK_MILLIS = 1_800_000_000_000L;

    private final World world;
    private final ServicePlace place;
    private final ProcessId id;
    private final Units units;
    private final List<ManagerConnection> connections = new ArrayList<>();
    private final Map<GroupId, UnitState> states = new HashMap<>();
    private final long clockOffset;
    private final long workDelay;
    private boolean usable;
    private long unusableSince;

    ServiceProcess(World world, ServicePlace place) {
        super(place.name());
        this.world = world;
        this.place = place;
        this.id = new ProcessId(place.service(), place.name(), world.dice.name());
        this.clockOffset = world.dice.millis(0, 1_000_000);
        this.workDelay = world.dice.chance(0.1) ? world.dice.millis(1, 400) : world.dice.millis(0.05, 1);
        this.unusableSince = now();
        List<ResourceRecovery> recoverable = place.resources().stream()
                .map(resource -> resource.recovery(this))
                .toList();
        Surroundings.Time time = new Surroundings.Time(this::now, () -> WALL_CLOCK_MILLIS + world.timeline.nowMillis());
        this.units = new Units(
                new Surroundings(id, this, this::work, this::work, time, world.dice.source()),
                world.parts.clientRules(world.profile.remembered),
                this::changed,
                () -> recoverable,
                new RepeatedSteps(world, this));
    }

    void start(List<ManagerPlace> managers) {
        List<List<ManagerPlace>> addresses = world.profile.balanced
                ? List.of(managers)
                : managers.stream().map(List::of).toList();
        for (List<ManagerPlace> address : addresses) {
            ManagerConnection connection = new ManagerConnection(world, this, address);
            connections.add(connection);
            connection.dial();
        }
        place.resources().forEach(resource -> world.timeline.after(0, this, () -> resource.started(this)));
        world.timeline.after(world.dice.millis(1, 20), this, this::tick);
        world.timeline.after(world.dice.millis(10, 1_000), this, this::beat);
    }

    private void tick() {
        world.timeline.after(world.dice.millis(20, 60), this, this::tick);
        units.tick();
    }

    private void beat() {
        world.timeline.after(world.faulty ? 1_000_000_000L : 2_500_000_000L, this, this::beat);
        connections.forEach(ManagerConnection::beat);
    }

    private void work(Runnable task) {
        world.timeline.after(world.dice.millis(0.05, 0.1) + world.dice.from(0, workDelay), this, () -> {
            world.step(this);
            task.run();
        });
    }

    /** It has died: the managers learn that its connections have ended. */
    void disconnect() {
        for (ManagerConnection connection : connections) {
            ManagerProcess manager = connection.peer();
            if (manager != null) {
                world.timeline.after(
                        world.dice.millis(0.2, 3_000), manager, () -> manager.disconnected(id, connection));
            }
        }
    }

    @Override
    public boolean send(String home, Message.ToManager message) {
        world.step(this);
        boolean anyUsable = connections.stream().anyMatch(ManagerConnection::isUsable);
        List<ManagerConnection> candidates = connections.stream()
                .filter(connection -> anyUsable ? connection.isUsable() : connection.peer() != null)
                .toList();
        if (candidates.isEmpty()) {
            return false;
        }
        int spread =
                message instanceof Message.ToGroup toGroup ? toGroup.groupId().hashCode() : 0;
        ManagerConnection chosen = candidates.stream()
                .filter(connection -> String.valueOf(connection.peer()).equals(home))
                .findFirst()
                .orElseGet(() -> candidates.get(Math.floorMod(spread, candidates.size())));
        if (message instanceof Message.OfUnit ofUnit) {
            world.ledgers.said(this, ofUnit);
        } else if (message instanceof RedoEnded ended) {
            world.figures.said("a redo: " + ended.result());
        } else if (message instanceof Replay.Close close) {
            world.figures.said("a replay: " + close.result());
        }
        return chosen.send(message);
    }

    @Override
    public Optional<Trouble> trouble() {
        return usable
                ? Optional.empty()
                : Optional.of(new Trouble("no manager can be used", Duration.ofNanos(now() - unusableSince)));
    }

    void usabilityChanged() {
        boolean usableNow = connections.stream().anyMatch(ManagerConnection::isUsable);
        if (usable && !usableNow) {
            unusableSince = now();
        }
        usable = usableNow;
    }

    void received(ManagerProcess from, Message.ToClient message) {
        world.figures.delivery();
        world.trace.add(() -> from + " -> " + this + "  " + message);
        if (message instanceof Message.ToUnit toUnit) {
            world.figures.unitEvent(states.get(toUnit.groupId()), UnitEvents.name(toUnit));
            world.ledgers.heard(this, toUnit);
        }
        world.step(this);
        units.received(from.toString(), message);
    }

    private void changed(GroupId groupId, UnitState before, UnitState after) {
        states.put(groupId, after);
        world.figures.transition(before, after);
        world.trace.add(() -> this + " unit of " + groupId + ": " + before + " => " + after);
    }

    /** Counts what a unit meets. */
    void meets(GroupId groupId, String event) {
        world.figures.unitEvent(states.computeIfAbsent(groupId, id -> UnitState.OPEN), event);
    }

    private long now() {
        return world.timeline.now() + clockOffset;
    }

    Units units() {
        return units;
    }

    ProcessId id() {
        return id;
    }

    ServicePlace place() {
        return place;
    }
}
