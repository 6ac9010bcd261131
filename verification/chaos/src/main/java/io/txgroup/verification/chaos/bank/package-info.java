/** The services that book transfers. */
@NullMarked
package io.txgroup.verification.chaos.bank;

import org.jspecify.annotations.NullMarked;
