package io.txgroup.samples.order;

/** What a customer orders: {@code quantity} of {@code item}, paid by {@code buyer} to {@code seller}. */
record Order(String orderNumber, String item, int quantity, String buyer, String seller, long amount) {}
