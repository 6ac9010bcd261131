/** Real servers, started from Maven artifacts. */
@NullMarked
package io.txgroup.verification.servers;

import org.jspecify.annotations.NullMarked;
