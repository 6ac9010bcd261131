package io.txgroup.verification.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where one instance of a service runs: the process may die, and another one is started. */
final class ServicePlace {
    private final World world;
    private final Cluster cluster;
    private final List<Database> databases;
    private final int number;
    private final String service;
    private final String name;
    private @Nullable ServiceProcess process;

    ServicePlace(World world, Cluster cluster, List<Database> databases, int number, String service, String name) {
        this.world = world;
        this.cluster = cluster;
        this.databases = databases;
        this.number = number;
        this.service = service;
        this.name = name;
    }

    void start() {
        ServiceProcess started = new ServiceProcess(world, this);
        process = started;
        world.trace.add(() -> started + " starts");
        started.start(cluster.managers());
    }

    /** Kills the process: its memory and its sessions are gone, and another one is started after a while. */
    void crash() {
        ServiceProcess killed = process;
        if (killed == null) {
            return;
        }
        world.figures.count(Fault.SERVICE_CRASHED);
        world.trace.add(() -> killed + " dies");
        process = null;
        killed.die();
        killed.disconnect();
        databases.forEach(database -> database.ownerDied(killed));
        world.timeline.after(world.dice.millis(200, 6_000), this::start);
    }

    @Nullable
    ServiceProcess process() {
        return process;
    }

    List<Database> databases() {
        return databases;
    }

    int number() {
        return number;
    }

    String service() {
        return service;
    }

    String name() {
        return name;
    }
}
