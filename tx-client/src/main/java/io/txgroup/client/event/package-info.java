/** Application events and the group's end: {@link io.txgroup.client.event.TxEventListener}. */
@NullMarked
package io.txgroup.client.event;

import org.jspecify.annotations.NullMarked;
