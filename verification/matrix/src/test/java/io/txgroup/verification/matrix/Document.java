package io.txgroup.verification.matrix;

/** A row of the table document, which has large columns. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of them as a whole
record Document(int id, String words, byte[] picture) {}
