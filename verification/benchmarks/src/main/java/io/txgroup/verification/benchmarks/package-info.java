/** Measures what a group costs. */
@NullMarked
package io.txgroup.verification.benchmarks;

import org.jspecify.annotations.NullMarked;
