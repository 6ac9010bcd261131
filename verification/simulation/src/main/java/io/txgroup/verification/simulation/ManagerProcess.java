package io.txgroup.verification.simulation;

import io.txgroup.manager.cluster.HandOver;
import io.txgroup.manager.cluster.StoreClocks;
import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.Compensations;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupListener;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.Peers;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One running manager, around the real manager core. */
final class ManagerProcess extends Host implements Peers, GroupListener {
    private static final Duration PRESENCE_FADES = Duration.ofSeconds(15);

    private final World world;
    private final ManagerPlace place;
    private final StoreWay way;
    private final GroupStore store;
    private final HandOver handOver;
    private final StoreClocks clocks;
    private final Coordinator coordinator;
    private final Map<ProcessId, ManagerConnection> peers = new HashMap<>();

    ManagerProcess(World world, ManagerPlace place, String name) {
        super(name);
        this.world = world;
        this.place = place;
        this.way = new StoreWay(world, place.store(), this);
        this.store = world.parts.store(new WatchedStore(way.store(), world.ledgers));
        this.handOver = new HandOver(this, new SimulatedPresence(world, this));
        long clockOffset = world.dice.millis(0, 1_000_000);
        this.clocks = new StoreClocks(store, () -> world.timeline.now() + clockOffset);
        this.coordinator = new Coordinator(
                new Coordinator.Identity(name, world.parts.writeIds(world.dice::name)),
                new Coordinator.Ports(store, handOver, new SimulatedCallback(world, this)),
                world.parts.groupRules(
                        name,
                        world.figures,
                        world.parts.compensatingRules(CompensationPolicies.fixed(world.profile.policy))),
                this,
                () -> world.timeline.now() + clockOffset);
    }

    void start() {
        round(500, 1_000, clocks::refresh);
        round(250, 1_000, this::sweep);
        round(5_000, 5_000, this::notePresence);
        round(10_000, 10_000, coordinator::forgetOld);
    }

    private void round(long millis, long millisWhenQuiet, Runnable round) {
        world.timeline.after(world.dice.from(0, 20_000_000L), this, () -> again(millis, millisWhenQuiet, round));
    }

    private void again(long millis, long millisWhenQuiet, Runnable round) {
        world.timeline.after(
                (world.faulty ? millis : millisWhenQuiet) * 1_000_000,
                this,
                () -> again(millis, millisWhenQuiet, round));
        round.run();
    }

    private void sweep() {
        for (int shard = 0; shard < store.shards(); shard++) {
            coordinator.sweep(shard);
        }
    }

    private void notePresence() {
        if (!peers.isEmpty()) {
            way.store().present(List.copyOf(peers.keySet()), PRESENCE_FADES);
            peers.keySet().forEach(peer -> world.notes.note(peer, this, PRESENCE_FADES.toNanos()));
        }
    }

    HandOver handOver() {
        return handOver;
    }

    void connected(ProcessId peer, ManagerConnection connection) {
        peers.put(peer, connection);
        world.notes.note(peer, this, PRESENCE_FADES.toNanos());
    }

    void disconnected(ProcessId peer, ManagerConnection connection) {
        if (connection.peer() != this || !connection.process().isAlive()) {
            peers.remove(peer, connection);
            world.notes.forget(peer, this);
        }
    }

    Collection<ManagerConnection> connections() {
        return peers.values();
    }

    void receive(ManagerConnection from, Message.ToManager message) {
        if (message instanceof Message.Heartbeat) {
            from.answer(this, clocks.answer());
        } else {
            world.step(this);
            coordinator.receive(from.process().id(), message);
        }
    }

    @Override
    public boolean send(ProcessId to, Message.ToClient message) {
        world.step(this);
        ManagerConnection connection = peers.get(to);
        if (connection == null) {
            return false;
        }
        if (message instanceof Message.ToUnit toUnit) {
            world.ledgers.leaves(toUnit);
        } else if (message instanceof Message.BranchOutcome told) {
            world.ledgers.leaves(told);
        } else if (message instanceof Settling.Fence fence && fence.endsBranches()) {
            world.ledgers.of(fence.groupId()).fenced.add(fence.unit().token());
        }
        if (message instanceof Redo redo) {
            world.losses.asked(redo);
        } else if (message instanceof Discard discard) {
            world.losses.asked(discard);
        } else if (message instanceof Replay.ToProcess order) {
            world.attempts.leaves(order);
        }
        connection.answer(this, message);
        return true;
    }

    @Override
    public boolean sendToService(String service, Message.ToClient message) {
        List<ProcessId> able = peers.keySet().stream()
                .filter(peer -> peer.service().equals(service))
                .sorted(Comparator.comparing(ProcessId::toString))
                .toList();
        return !able.isEmpty() && send(world.dice.pick(able), message);
    }

    @Override
    public void sendToAll(Message.ToClient message) {
        peers.keySet().stream()
                .sorted(Comparator.comparing(ProcessId::toString))
                .toList()
                .forEach(peer -> send(peer, message));
    }

    @Override
    public void lost(Group group, UnitId unit, ResourceEnd end) {
        world.figures.recovered("resources recorded as lost");
        world.trace.add(() -> this + " " + group.id() + ": " + unit + " has lost " + end);
        world.ledgers.lost(group.id(), unit, end);
    }

    @Override
    public void changed(Group before, Group after) {
        if (before.state() != after.state()) {
            world.figures.transition(before.state(), after.state());
        }
        world.trace.add(() -> this + " " + after.id() + ": " + before.state() + " => " + after.state() + " members="
                + after.members().size() + " missing=" + after.missing().size() + " " + after.cause());
        world.losses.changed(before, after);
    }

    @Override
    public void alarm(GroupId id, String what) {
        world.trace.add(() -> this + " alarm: " + id + " " + what);
        if (what.startsWith("this manager fails")) {
            world.ledgers.fail(Invariant.NO_FAILURE, id, what);
        }
        if (what.startsWith("HEURISTIC")) {
            world.ledgers.fail(Invariant.NO_HEURISTIC, id, what);
        }
    }

    /** What operators see and do here. */
    Compensations compensations() {
        return coordinator.compensations();
    }

    /** How many groups it keeps in memory. */
    int groupsAtHand() {
        return coordinator.groupsAtHand();
    }

    ManagerPlace place() {
        return place;
    }

    StoreWay way() {
        return way;
    }
}
