/** Orders in MariaDB with their stock in Redis, in one group, while processes are killed. */
@NullMarked
package io.txgroup.verification.crash.stock;

import org.jspecify.annotations.NullMarked;
