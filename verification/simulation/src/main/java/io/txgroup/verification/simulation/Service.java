package io.txgroup.verification.simulation;

import java.util.List;

/**
 * A service: its instances, and where they keep their data.
 *
 * @param name its name
 * @param resources what all its instances write to: one, or two of different kinds
 * @param places where its instances run
 */
record Service(String name, List<ResourceManager> resources, List<ServicePlace> places) {
    /** Where it writes mostly. */
    ResourceManager first() {
        return resources.get(0);
    }

    /** Where its further connections lead. */
    ResourceManager second() {
        return resources.get(resources.size() - 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
