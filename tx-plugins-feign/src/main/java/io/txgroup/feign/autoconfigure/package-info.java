/** Installs what carries the group over HTTP in an application that has TxGroup's client. */
@NullMarked
package io.txgroup.feign.autoconfigure;

import org.jspecify.annotations.NullMarked;
