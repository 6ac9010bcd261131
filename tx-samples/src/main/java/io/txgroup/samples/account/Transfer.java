package io.txgroup.samples.account;

/** Money that one order moves from one account to another. */
record Transfer(String orderNumber, String from, String to, long amount) {}
