/** What applications use: the annotation {@link io.txgroup.client.TxTransaction} and what it throws. */
@NullMarked
package io.txgroup.client;

import org.jspecify.annotations.NullMarked;
