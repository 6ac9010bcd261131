/** The storage service: how many of each item are left. */
@NullMarked
package io.txgroup.samples.storage;

import org.jspecify.annotations.NullMarked;
