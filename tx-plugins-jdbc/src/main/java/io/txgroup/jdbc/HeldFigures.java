package io.txgroup.jdbc;

import java.util.Optional;

/**
 * How a wrapped DataSource stands, for those who only look.
 *
 * @param held connections that groups hold now
 * @param limit how many groups may hold at a time
 * @param waiting threads that wait for one of them
 * @param guarantee what is promised; empty until the database was asked
 */
public record HeldFigures(int held, int limit, int waiting, Optional<Guarantee> guarantee) {
    /** Nothing was asked of the database yet. */
    static final HeldFigures NONE_YET = new HeldFigures(0, 0, 0, Optional.empty());
}
