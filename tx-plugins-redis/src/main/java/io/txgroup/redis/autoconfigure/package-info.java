/** Wires the Redis plugin where an application has Spring Data Redis. */
@NullMarked
package io.txgroup.redis.autoconfigure;

import org.jspecify.annotations.NullMarked;
