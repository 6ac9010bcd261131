/** Many processes under load and faults: {@code bin/chaos} and {@code bin/test cluster}. */
@NullMarked
package io.txgroup.verification.chaos;

import org.jspecify.annotations.NullMarked;
