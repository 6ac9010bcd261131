/** What goes wrong in a run, and when. */
@NullMarked
package io.txgroup.verification.chaos.faults;

import org.jspecify.annotations.NullMarked;
