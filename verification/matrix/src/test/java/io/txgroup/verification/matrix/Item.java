package io.txgroup.verification.matrix;

import org.jspecify.annotations.Nullable;

/** A row of the table item. */
record Item(int id, @Nullable String name, int amount, int version) {
    /** A new one. */
    static Item numbered(int id) {
        return new Item(id, "item " + id, 1, 0);
    }

    /** The same with another amount. */
    Item withAmount(int other) {
        return new Item(id, name, other, version);
    }
}
