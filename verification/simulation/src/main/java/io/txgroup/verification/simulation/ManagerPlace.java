package io.txgroup.verification.simulation;

import org.jspecify.annotations.Nullable;

/** Where one manager runs: the process may die, and another one is started. */
final class ManagerPlace {
    private final World world;
    private final Store store;
    private final int number;
    private final String name;
    private int starts;
    private @Nullable ManagerProcess process;

    ManagerPlace(World world, Store store, int number, String name) {
        this.world = world;
        this.store = store;
        this.number = number;
        this.name = name;
    }

    void start() {
        starts++;
        ManagerProcess started = new ManagerProcess(world, this, name + "." + starts);
        process = started;
        world.trace.add(() -> started + " starts");
        started.start();
    }

    /** Kills the process: all it has in memory is gone, and another one is started after a while. */
    void crash() {
        ManagerProcess killed = process;
        if (killed == null) {
            return;
        }
        world.figures.count(Fault.MANAGER_CRASHED);
        world.trace.add(() -> killed + " dies");
        process = null;
        killed.die();
        killed.connections().forEach(connection -> connection.brokenSoon(killed));
        world.timeline.after(world.dice.millis(200, 6_000), this::start);
    }

    @Nullable
    ManagerProcess process() {
        return process;
    }

    Store store() {
        return store;
    }

    int number() {
        return number;
    }
}
