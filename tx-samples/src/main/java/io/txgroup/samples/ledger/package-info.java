/** The ledger service: one entry for every movement of money. */
@NullMarked
package io.txgroup.samples.ledger;

import org.jspecify.annotations.NullMarked;
