/** The storage service: how many of each item are left, in a database and in Redis. */
@NullMarked
package io.txgroup.samples.storage;

import org.jspecify.annotations.NullMarked;
