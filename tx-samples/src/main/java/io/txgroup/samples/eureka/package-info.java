/** The registry in which the demo's processes find each other. */
@NullMarked
package io.txgroup.samples.eureka;

import org.jspecify.annotations.NullMarked;
