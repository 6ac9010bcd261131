/** Loses committed work on purpose, and looks whether it is found, told and repaired: {@code bin/test compensation}. */
@NullMarked
package io.txgroup.verification.crash.repair;

import org.jspecify.annotations.NullMarked;
