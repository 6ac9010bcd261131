/** Finds {@link io.txgroup.client.TxTransaction} on beans, and lets their methods run in groups. */
@NullMarked
package io.txgroup.client.advisor;

import org.jspecify.annotations.NullMarked;
