/**
 * The two plugin points: what a unit can hold ({@link io.txgroup.client.spi.HeldResource}), and how calls between
 * services carry the group ({@link io.txgroup.client.spi.Calls}).
 */
@NullMarked
package io.txgroup.client.spi;

import org.jspecify.annotations.NullMarked;
