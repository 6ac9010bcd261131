/**
 * Tells the installation's own program of compensations, over HTTP: a signed POST whose answer may hold or discard the
 * repair. Everything that comes back is a stranger's word: bounded in time and size, and read as data only.
 */
@NullMarked
package io.txgroup.manager.callback;

import org.jspecify.annotations.NullMarked;
