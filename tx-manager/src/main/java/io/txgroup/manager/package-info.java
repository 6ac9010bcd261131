/** A TxManager: the application around the group's rules, and how it is configured. */
@NullMarked
package io.txgroup.manager;

import org.jspecify.annotations.NullMarked;
