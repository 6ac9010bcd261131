package io.txgroup.verification.simulation;

import java.util.List;

/**
 * A service: its instances and their database.
 *
 * @param name its name
 * @param database what all its instances write to
 * @param places where its instances run
 */
record Service(String name, Database database, List<ServicePlace> places) {
    @Override
    public String toString() {
        return name;
    }
}
