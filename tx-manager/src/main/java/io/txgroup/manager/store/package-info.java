/** Where groups live: Redis, what it must be, how a record is stored, and the gate. Stands behind one port of the core. */
@NullMarked
package io.txgroup.manager.store;

import org.jspecify.annotations.NullMarked;
