/** The order service: places an order, and with it takes stock and moves money. */
@NullMarked
package io.txgroup.samples.order;

import org.jspecify.annotations.NullMarked;
