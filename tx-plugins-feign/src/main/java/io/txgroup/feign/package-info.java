/** Carries a group over HTTP calls, out and in. */
@NullMarked
package io.txgroup.feign;

import org.jspecify.annotations.NullMarked;
