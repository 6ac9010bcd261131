/** The client's end of the wire: one connection to each manager's address, made again for ever. */
@NullMarked
package io.txgroup.client.net;

import org.jspecify.annotations.NullMarked;
