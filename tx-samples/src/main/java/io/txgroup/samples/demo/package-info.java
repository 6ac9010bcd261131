/** Starts the demo's processes, runs its scenarios and reads the databases afterwards. */
@NullMarked
package io.txgroup.samples.demo;

import org.jspecify.annotations.NullMarked;
