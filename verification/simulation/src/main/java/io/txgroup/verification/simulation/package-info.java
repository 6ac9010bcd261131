/** The real cores under a seeded faulty network. */
@NullMarked
package io.txgroup.verification.simulation;

import org.jspecify.annotations.NullMarked;
