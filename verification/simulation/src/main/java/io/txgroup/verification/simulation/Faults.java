package io.txgroup.verification.simulation;

import io.txgroup.protocol.ProcessId;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The faults that strike at a time of their own, not at a message or a statement. */
final class Faults {
    private final World world;
    private final Cluster cluster;
    private long missedUntil;

    Faults(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
        world.missing = this::miss;
        world.standstill = this::standStill;
    }

    /** Spreads the run's faults over its time. */
    void plan() {
        long last = world.profile.span + world.profile.aftermath;
        world.profile.planned().forEach((fault, count) -> {
            for (int i = 0; i < count; i++) {
                world.timeline.after(world.dice.from(300_000_000L, last), () -> strike(fault));
            }
        });
    }

    private void strike(Fault fault) {
        if (!world.faulty) {
            return;
        }
        switch (fault) {
            case LINK_CUT -> cutLink();
            case SERVICE_CRASHED -> world.dice.pick(cluster.places()).crash();
            case MANAGER_CRASHED -> world.dice.pick(cluster.managers()).crash();
            case SERVICE_PAUSED ->
                pause(fault, world.dice.pick(cluster.places()).process());
            case SERVICE_MISSED -> miss(world.dice.pick(cluster.places()));
            case MANAGER_PAUSED ->
                pause(fault, world.dice.pick(cluster.managers()).process());
            case SESSION_KILLED -> {
                if (anyResource().killOne()) {
                    world.figures.count(fault);
                }
            }
            case DATABASE_RESTARTED -> counted(fault, () -> anyResource().restart());
            case STORE_FAILED_OVER -> counted(fault, cluster.store()::failOver);
            case STORE_SPLIT -> counted(fault, () -> cluster.store().split(cluster.managers()));
            case STORE_RESTARTED -> counted(fault, cluster.store()::restart);
            case STORE_FLUSHED -> counted(fault, cluster.store()::forget);
            case REPLICA_CUT -> counted(fault, cluster.store()::cutReplica);
            case REDIS_FAILED_OVER -> ofRedis(fault, AppRedis::failOver);
            case REDIS_SPLIT -> ofRedis(fault, AppRedis::split);
            case REDIS_RESTARTED -> ofRedis(fault, AppRedis::restart);
            case REDIS_REPLICA_CUT -> ofRedis(fault, AppRedis::cutReplica);
            default -> throw new IllegalStateException(fault + " strikes elsewhere");
        }
    }

    private ResourceManager anyResource() {
        return world.dice.pick(world.dice.pick(cluster.services()).resources());
    }

    private void ofRedis(Fault fault, Consumer<AppRedis> strike) {
        List<AppRedis> all = cluster.redises();
        if (!all.isEmpty()) {
            counted(fault, () -> strike.accept(world.dice.pick(all)));
        }
    }

    private void counted(Fault fault, Runnable strike) {
        world.figures.count(fault);
        strike.run();
    }

    private void cutLink() {
        int managers = cluster.managers().size();
        int all = managers + cluster.places().size();
        int one = world.dice.below(all);
        int other = world.dice.chance(0.7) ? world.dice.below(managers) : world.dice.below(all);
        if (one == other) {
            return;
        }
        world.figures.count(Fault.LINK_CUT);
        world.trace.add(() -> "the way between places " + one + " and " + other + " is cut");
        world.network.cut(one, other);
        world.timeline.after(world.dice.millis(50, 9_000), () -> world.network.heal(one, other));
    }

    /** A process is out of reach for so long that the managers take it for gone. */
    private void miss(ServicePlace place) {
        ServiceProcess process = place.process();
        if (process == null) {
            return;
        }
        world.figures.count(Fault.SERVICE_MISSED);
        long duration = world.dice.millis(310_000, 450_000);
        missedUntil = Math.max(missedUntil, world.timeline.now() + duration);
        world.trace.add(() -> process + " is out of reach for " + duration / 1_000_000 + " ms");
        if (world.dice.chance(0.5)) {
            process.pauseUntil(world.timeline.now() + duration);
        } else {
            world.network.cutOff(place.number());
            world.timeline.after(duration, () -> world.network.letBack(place.number()));
        }
    }

    /** Until when a process is out of reach, also when there are no more other faults. */
    long missedUntil() {
        return missedUntil;
    }

    private void pause(Fault fault, @Nullable Host host) {
        if (host == null) {
            return;
        }
        world.figures.count(fault);
        long duration = world.dice.millis(100, world.dice.chance(0.2 + world.profile.standstill) ? 40_000 : 4_000);
        world.trace.add(() -> host + " stands still for " + duration / 1_000_000 + " ms");
        host.pauseUntil(world.timeline.now() + duration);
    }

    /** It stands still, perhaps until nobody waits for it any more. */
    private void standStill(ProcessId id) {
        if (world.faulty && world.dice.chance(world.profile.standstill)) {
            cluster.places().stream()
                    .map(ServicePlace::process)
                    .filter(process -> process != null && process.id().equals(id))
                    .forEach(process -> world.timeline.after(
                            world.dice.millis(0, 500), () -> pause(Fault.SERVICE_PAUSED, process)));
        }
    }

    /** No more faults; what is broken is repaired. */
    void end() {
        world.faulty = false;
        world.trace.add(() -> "---- no more faults");
        world.network.healAll();
        cluster.store().healAll();
        cluster.redises().forEach(AppRedis::healAll);
    }
}
