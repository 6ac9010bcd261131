/** Decides the outcome of each group and tells it to every unit. */
@NullMarked
package io.txgroup.manager;

import org.jspecify.annotations.NullMarked;
