package io.txgroup.samples.storage;

/** So many of an item, for one order. */
record Reservation(String orderNumber, String item, int quantity) {}
