/** What operators see of groups: health, endpoint and metrics. Everything here is optional, and only looks. */
@NullMarked
package io.txgroup.client.observing;

import org.jspecify.annotations.NullMarked;
