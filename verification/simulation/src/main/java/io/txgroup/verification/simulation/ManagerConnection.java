package io.txgroup.verification.simulation;

import io.txgroup.protocol.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One process's connection to one of some managers' places, made again until the process dies. */
final class ManagerConnection {
    private static final long SILENCE = 3_200_000_000L;

    private final World world;
    private final ServiceProcess process;
    private final List<ManagerPlace> places;
    private ManagerPlace place;
    private @Nullable ManagerProcess peer;
    private boolean usable;
    private long heard;
    private int failures;

    ManagerConnection(World world, ServiceProcess process, List<ManagerPlace> places) {
        this.world = world;
        this.process = process;
        this.places = places;
        this.place = places.get(0);
    }

    void dial() {
        if (places.size() > 1) {
            place = world.dice.pick(places);
        }
        ManagerProcess manager = place.process();
        if (manager != null && !world.network.isCut(process.place().number(), place.number())) {
            world.timeline.after(world.dice.millis(0.5, 4), process, () -> met(manager));
            return;
        }
        failures++;
        int longest = Math.min(3_000, 100 << Math.min(failures, 5));
        world.timeline.after(world.dice.millis(50, longest), process, this::dial);
    }

    private void met(ManagerProcess manager) {
        if (!manager.isAlive()) {
            dial();
            return;
        }
        peer = manager;
        usable = false;
        heard = world.timeline.now();
        manager.connected(process.id(), this);
        process.units().connected(manager.toString());
        send(new Message.Heartbeat());
    }

    /** Gives a sign of life, and expects one. */
    void beat() {
        if (peer != null && world.timeline.now() - heard > SILENCE) {
            broken();
        } else if (peer != null) {
            send(new Message.Heartbeat());
        }
    }

    /** The manager has died: the operating system says so, sooner or later. */
    void brokenSoon(ManagerProcess dead) {
        world.timeline.after(world.dice.millis(0.2, 300), process, () -> {
            if (peer == dead) {
                broken();
            }
        });
    }

    private void broken() {
        ManagerProcess lost = peer;
        if (lost == null) {
            return;
        }
        peer = null;
        usable = false;
        failures = 0;
        world.timeline.after(world.dice.millis(0.2, 2_000), lost, () -> lost.disconnected(process.id(), this));
        process.usabilityChanged();
        process.units().disconnected(lost.toString(), "silence");
        world.timeline.after(world.dice.millis(50, 150), process, this::dial);
    }

    boolean send(Message.ToManager message) {
        ManagerProcess to = peer;
        if (to == null) {
            return false;
        }
        world.network.carry(process.place().number(), place.number(), to, () -> {
            if (!(message instanceof Message.Heartbeat)) {
                world.figures.delivery();
                world.trace.add(() -> process + " -> " + to + "  " + message);
            }
            to.receive(this, message);
        });
        return true;
    }

    /** From the manager to the process, while the connection lasts. */
    void answer(ManagerProcess from, Message.ToClient message) {
        world.network.carry(place.number(), process.place().number(), process, slowness(message), () -> {
            if (peer == from) {
                received(from, message);
            }
        });
    }

    private long slowness(Message.ToClient message) {
        boolean isSlow = message instanceof Message.Tell tell && world.ledgers.of(tell.groupId()).isToldSlowly;
        return isSlow ? world.dice.millis(500, 2_500) : 0;
    }

    private void received(ManagerProcess from, Message.ToClient message) {
        heard = world.timeline.now();
        if (message instanceof Message.HeartbeatAnswer answer) {
            usable = answer.storeTrouble().isEmpty();
            process.usabilityChanged();
            process.units().received(from.toString(), message);
        } else {
            process.received(from, message);
        }
    }

    @Nullable
    ManagerProcess peer() {
        return peer;
    }

    boolean isUsable() {
        return peer != null && usable;
    }

    ServiceProcess process() {
        return process;
    }
}
