/** The account service: the balances of customers and merchants. */
@NullMarked
package io.txgroup.samples.account;

import org.jspecify.annotations.NullMarked;
