package io.txgroup.verification.simulation;

import java.util.ArrayList;
import java.util.List;

/** Everything that runs: services with their databases, managers, and the store behind them. */
final class Cluster {
    private final World world;
    private final Store store;
    private final List<ManagerPlace> managers = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();
    private final List<ServicePlace> places = new ArrayList<>();

    Cluster(World world) {
        this.world = world;
        this.store = new Store(world);
        world.forgetting = store::forget;
        int number = 0;
        for (int i = 1; i <= world.profile.managers; i++) {
            managers.add(new ManagerPlace(world, store, number++, "m" + i));
        }
        for (int i = 0; i < world.profile.services; i++) {
            String name = String.valueOf((char) ('a' + i));
            List<ResourceManager> resources = resources(name);
            List<ServicePlace> instances = new ArrayList<>();
            for (int j = 1; j <= world.profile.instances; j++) {
                instances.add(new ServicePlace(world, this, resources, number++, name, name + j));
            }
            places.addAll(instances);
            services.add(new Service(name, resources, List.copyOf(instances)));
        }
    }

    /** A database, or two; in some runs a Redis beside it or instead of it. */
    private List<ResourceManager> resources(String service) {
        List<ResourceManager> resources = new ArrayList<>();
        resources.add(new Database(world, "db-" + service, Database.Kind.draw(world)));
        if (world.dice.chance(world.profile.twoDatabases)) {
            resources.add(new Database(world, "further-" + service, Database.Kind.draw(world)));
        }
        if (world.dice.chance(world.profile.redis.likely())) {
            resources.remove(world.dice.chance(0.3) ? 0 : resources.size() - 1);
            if (resources.isEmpty() && world.dice.chance(0.6)) {
                resources.add(new Database(world, "db-" + service, Database.Kind.draw(world)));
            }
            resources.add(new AppRedis(world, "redis-" + service, service));
        }
        return List.copyOf(resources);
    }

    /** What of the services' data is in Redis. */
    List<AppRedis> redises() {
        return services.stream()
                .flatMap(service -> service.resources().stream())
                .filter(AppRedis.class::isInstance)
                .map(AppRedis.class::cast)
                .toList();
    }

    void start() {
        managers.forEach(ManagerPlace::start);
        places.forEach(ServicePlace::start);
    }

    Store store() {
        return store;
    }

    List<ManagerPlace> managers() {
        return managers;
    }

    List<Service> services() {
        return services;
    }

    List<ServicePlace> places() {
        return places;
    }

    World world() {
        return world;
    }
}
