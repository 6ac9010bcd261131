/** The wire between clients and managers, and the value types that both sides share. */
@NullMarked
package io.txgroup.protocol;

import org.jspecify.annotations.NullMarked;
