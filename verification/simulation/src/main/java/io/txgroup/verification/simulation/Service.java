package io.txgroup.verification.simulation;

import java.util.List;

/**
 * A service: its instances and their databases.
 *
 * @param name its name
 * @param databases what all its instances write to: one, or two of different kinds
 * @param places where its instances run
 */
record Service(String name, List<Database> databases, List<ServicePlace> places) {
    /** Where it writes mostly. */
    Database database() {
        return databases.get(0);
    }

    /** Where its further connections lead. */
    Database second() {
        return databases.get(databases.size() - 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
