/**
 * Held queues of writes to Redis, from the first write until the group's outcome, in plain Java: the driver, time and names are
 * passed in. {@link io.txgroup.redis.core.Queues} is where to begin.
 */
@NullMarked
package io.txgroup.redis.core;

import org.jspecify.annotations.NullMarked;
