/**
 * The plugin points: what a unit can hold ({@link io.txgroup.client.spi.HeldResource}), how calls between services carry
 * the group ({@link io.txgroup.client.spi.Calls}), and what goes along beside arguments when a method is run again
 * ({@link io.txgroup.client.spi.TxContextCarrier}).
 */
@NullMarked
package io.txgroup.client.spi;

import org.jspecify.annotations.NullMarked;
