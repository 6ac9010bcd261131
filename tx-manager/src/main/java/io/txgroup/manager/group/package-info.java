/** The group: its state machine, its rules and the coordinator that applies them; time, store and transport are ports. */
@NullMarked
package io.txgroup.manager.group;

import org.jspecify.annotations.NullMarked;
