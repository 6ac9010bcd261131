/** What a manager answers over HTTP. */
@NullMarked
package io.txgroup.manager.api;

import org.jspecify.annotations.NullMarked;
