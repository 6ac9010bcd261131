/** The demo: four services that share one transaction. */
@NullMarked
package io.txgroup.samples;

import org.jspecify.annotations.NullMarked;
