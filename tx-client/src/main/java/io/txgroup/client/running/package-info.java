/** Runs methods in groups: ties the threads of a service to the calls of the pure core, and waits where it must not. */
@NullMarked
package io.txgroup.client.running;

import org.jspecify.annotations.NullMarked;
