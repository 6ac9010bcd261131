/** The two services that are measured, as anybody would write them. */
@NullMarked
package io.txgroup.verification.benchmarks.shop;

import org.jspecify.annotations.NullMarked;
