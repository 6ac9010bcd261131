/** The form of the messages on the wire, and the way there and back. Nothing in it names a class. */
@NullMarked
package io.txgroup.protocol.wire;

import org.jspecify.annotations.NullMarked;
