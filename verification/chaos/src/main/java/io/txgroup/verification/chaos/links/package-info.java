/** Links between processes that can be cut, delayed, reset and opened by half. */
@NullMarked
package io.txgroup.verification.chaos.links;

import org.jspecify.annotations.NullMarked;
