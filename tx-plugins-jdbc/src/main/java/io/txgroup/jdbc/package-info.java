/** Holds JDBC connections until their group has an outcome. */
@NullMarked
package io.txgroup.jdbc;

import org.jspecify.annotations.NullMarked;
