/** How methods are kept with their arguments, and run again when their work was lost. */
@NullMarked
package io.txgroup.client.compensation;

import org.jspecify.annotations.NullMarked;
