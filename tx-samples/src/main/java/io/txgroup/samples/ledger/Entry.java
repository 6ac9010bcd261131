package io.txgroup.samples.ledger;

/** One movement of money on one account. */
record Entry(long movement, String orderNumber, String account, long amount) {}
