/** A group that its starter's service makes whole: the real cores of both sides and H2, in one thread. */
@NullMarked
package io.txgroup.verification.acceptance.replay;

import org.jspecify.annotations.NullMarked;
