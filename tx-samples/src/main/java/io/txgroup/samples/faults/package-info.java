/** Demo only: makes a service fail when a request asks for it, so that {@code bin/demo --check} can see what becomes of the data. */
@NullMarked
package io.txgroup.samples.faults;

import org.jspecify.annotations.NullMarked;
