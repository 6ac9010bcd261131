/** The manager's end of the wire: who may connect, who is connected, and what goes to and fro. */
@NullMarked
package io.txgroup.manager.net;

import org.jspecify.annotations.NullMarked;
