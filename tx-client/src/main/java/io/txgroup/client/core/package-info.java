/** The rules of a process that takes part in groups, in plain Java: time, transport and threads are passed in. */
@NullMarked
package io.txgroup.client.core;

import org.jspecify.annotations.NullMarked;
