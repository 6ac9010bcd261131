/** Kills participants and their sessions around prepare and commit, and compares the books: {@code bin/test jdbc-crash}. */
@NullMarked
package io.txgroup.verification.crash;

import org.jspecify.annotations.NullMarked;
