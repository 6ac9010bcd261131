/** The processes and databases of a run. */
@NullMarked
package io.txgroup.verification.chaos.site;

import org.jspecify.annotations.NullMarked;
