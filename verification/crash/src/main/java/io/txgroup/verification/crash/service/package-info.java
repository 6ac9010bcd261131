/** The services that are killed, and the driver that strikes them. */
@NullMarked
package io.txgroup.verification.crash.service;

import org.jspecify.annotations.NullMarked;
