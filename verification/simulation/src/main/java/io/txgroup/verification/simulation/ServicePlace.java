package io.txgroup.verification.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where one instance of a service runs: the process may die, and another one is started. */
final class ServicePlace {
    private final World world;
    private final Cluster cluster;
    private final List<ResourceManager> resources;
    private final int number;
    private final String service;
    private final String name;
    private @Nullable ServiceProcess process;

    ServicePlace(
            World world, Cluster cluster, List<ResourceManager> resources, int number, String service, String name) {
        this.world = world;
        this.cluster = cluster;
        this.resources = resources;
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
        resources.forEach(resource -> resource.ownerDied(killed));
        world.timeline.after(world.dice.millis(200, 6_000), this::start);
    }

    @Nullable
    ServiceProcess process() {
        return process;
    }

    List<ResourceManager> resources() {
        return resources;
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
