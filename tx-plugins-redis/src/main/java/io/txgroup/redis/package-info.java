/**
 * The held resource for the application's data in Redis: writes are queued where Spring Data would send them, stored when
 * the unit prepares, and applied in one step when the group commits. {@link io.txgroup.redis.HeldRedis} is where to begin.
 */
@NullMarked
package io.txgroup.redis;

import org.jspecify.annotations.NullMarked;
