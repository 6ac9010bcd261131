/**
 * Held connections: a DataSource that, inside a group, gives out connections whose commit and close are remembered and
 * whose work is committed or rolled back when the group is.
 *
 * <p>{@link io.txgroup.jdbc.HeldDataSource} decides, {@code LogicalConnection} is what the application is given,
 * {@code Lane} is what its statements run on, and {@code HeldConnection} is what the unit ends.
 */
@NullMarked
package io.txgroup.jdbc;

import org.jspecify.annotations.NullMarked;
