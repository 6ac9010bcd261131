/** How the wire is framed, and how two peers prove who they are before anything else is said. */
@NullMarked
package io.txgroup.protocol.net;

import org.jspecify.annotations.NullMarked;
