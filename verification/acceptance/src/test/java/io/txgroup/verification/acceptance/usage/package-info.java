/** What applications do with groups: every form of a call, and threads; over two services, with real HTTP and databases. */
@NullMarked
package io.txgroup.verification.acceptance.usage;

import org.jspecify.annotations.NullMarked;
