/** Takes part in groups: what a service annotates, and the SPIs that plugins fill in. */
@NullMarked
package io.txgroup.client;

import org.jspecify.annotations.NullMarked;
