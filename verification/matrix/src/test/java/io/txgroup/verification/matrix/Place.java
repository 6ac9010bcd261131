package io.txgroup.verification.matrix;

/** One cell of the matrix: where the scenarios run. */
record Place(Database database, Level level, ClientKind client) {
    /** What the cell's row is called. */
    String row() {
        return database.title + ", " + level.setting;
    }

    @Override
    public String toString() {
        return row() + ", " + client.title;
    }
}
