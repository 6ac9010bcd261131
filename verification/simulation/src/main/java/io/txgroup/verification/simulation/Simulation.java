package io.txgroup.verification.simulation;

import org.jspecify.annotations.Nullable;

/** One run: a system with its faults, business on it, then peace, and what must hold in the end. */
final class Simulation {
    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST_PEACE = 1_500 * SECOND;

    private final long seed;
    private final World world;
    private final Cluster cluster;
    private final Faults faults;
    private final Ending ending;

    Simulation(long seed, Parts parts, Trace trace) {
        this.seed = seed;
        this.world = new World(seed, parts, trace);
        this.cluster = new Cluster(world);
        this.faults = new Faults(world, cluster);
        this.ending = new Ending(world, cluster);
    }

    /**
     * What came of a run.
     *
     * @param seed whose run it was
     * @param violation what did not hold; null if everything did
     */
    record Result(long seed, @Nullable Violation violation) {}

    Result run() {
        try {
            business();
            peace();
            ending.check();
            world.figures.done();
            return new Result(seed, null);
        } catch (Violation violation) {
            return new Result(seed, violation);
        }
    }

    private void business() {
        world.trace.add(() -> "seed " + seed + ": " + world.profile);
        cluster.start();
        faults.plan();
        Calls calls = new Calls(world);
        Starting starting = new Starting(world, calls);
        Asking asking = new Asking(world, cluster);
        new Operators(world, cluster).plan();
        int[] numbers = {0};
        for (int i = 0; i < world.profile.groups; i++) {
            Step step = Step.draw(world, cluster.services(), numbers, world.profile.depth);
            ServicePlace place = world.dice.pick(step.service().places());
            world.timeline.after(world.dice.millis(50, world.profile.span * 0.9 / 1_000_000), () -> {
                ServiceProcess process = place.process();
                if (process != null) {
                    world.timeline.after(0, process, () -> starting.start(process, step));
                }
            });
            asking.ask(world.profile.span / 1_000_000.0);
            asking.ask(world.profile.span / 1_000_000.0);
        }
        world.timeline.runUntil(SECOND + world.profile.span + world.profile.aftermath);
    }

    private void peace() {
        faults.end();
        world.timeline.runUntil(Math.max(world.timeline.now(), faults.missedUntil()) + 9 * SECOND);
        cluster.store().healAll();
        cluster.redises().forEach(AppRedis::healAll);
        long end = world.timeline.now() + LONGEST_PEACE;
        untilQuiet(end);
        if (world.profile.longPeace) {
            long changes;
            do { // an operator may have begun something, and a manager may have given up waiting for a process that is
                // gone
                changes = world.figures.changes();
                world.timeline.runUntil(world.timeline.now() + 160 * SECOND);
                untilQuiet(end);
            } while (changes < world.figures.changes() && world.timeline.now() < end);
        }
    }

    private void untilQuiet(long end) {
        while (!ending.isQuiet() && world.timeline.now() < end) {
            world.timeline.runUntil(world.timeline.now() + 2 * SECOND);
        }
    }

    Figures figures() {
        return world.figures;
    }

    long events() {
        return world.timeline.happened();
    }
}
