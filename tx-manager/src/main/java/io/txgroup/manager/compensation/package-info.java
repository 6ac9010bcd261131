/**
 * What managers know and do about committed work that is lost: the values of the record, and the ports to those who take
 * part in it. Knows no other package of the manager; the rules are in {@code io.txgroup.manager.group}, which knows this one.
 */
@NullMarked
package io.txgroup.manager.compensation;

import org.jspecify.annotations.NullMarked;
