/** What a manager does beside its groups: it tells peers the store's time, notes who is there, and sweeps what is due. */
@NullMarked
package io.txgroup.manager.cluster;

import org.jspecify.annotations.NullMarked;
