/** A small shop of two services in this JVM, with real HTTP between them: order, which starts groups, and storage. */
@NullMarked
package io.txgroup.verification.acceptance.shop;

import org.jspecify.annotations.NullMarked;
