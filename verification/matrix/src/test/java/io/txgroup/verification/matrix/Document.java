package io.txgroup.verification.matrix;

/** A row of the table document, which has large columns. */
record Document(int id, String words, byte[] picture) {}
