/** One contract over every database, client and level of guarantee. */
@NullMarked
package io.txgroup.verification.matrix;

import org.jspecify.annotations.NullMarked;
