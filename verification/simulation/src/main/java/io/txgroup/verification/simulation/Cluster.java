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
            List<Database> databases = new ArrayList<>();
            databases.add(new Database(world, "db-" + name, Database.Kind.draw(world)));
            if (world.dice.chance(world.profile.twoDatabases)) {
                databases.add(new Database(world, "further-" + name, Database.Kind.draw(world)));
            }
            List<ServicePlace> instances = new ArrayList<>();
            for (int j = 1; j <= world.profile.instances; j++) {
                instances.add(new ServicePlace(world, this, databases, number++, name, name + j));
            }
            places.addAll(instances);
            services.add(new Service(name, List.copyOf(databases), List.copyOf(instances)));
        }
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
