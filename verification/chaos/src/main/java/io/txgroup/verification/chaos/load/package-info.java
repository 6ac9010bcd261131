/** Callers that ask for transfers and remember what they heard, and the audit afterwards. */
@NullMarked
package io.txgroup.verification.chaos.load;

import org.jspecify.annotations.NullMarked;
