/**
 * Systems with one rule that is known to be wrong, each in a class of its own. A simulation that does not find them finds
 * nothing.
 */
@NullMarked
package io.txgroup.verification.simulation.mutants;

import org.jspecify.annotations.NullMarked;
