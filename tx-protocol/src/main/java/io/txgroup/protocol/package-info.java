/** The words that client and manager share: names, outcomes and the messages between them. No Spring, no Redis. */
@NullMarked
package io.txgroup.protocol;

import org.jspecify.annotations.NullMarked;
