/** What happened, as callers and databases know it, and the checker that says whether it may have happened. */
@NullMarked
package io.txgroup.verification.chaos.history;

import org.jspecify.annotations.NullMarked;
