/**
 * A Redis in memory that runs real scripts: what the application keeps its data in. Binary texts are strings whose characters are
 * the bytes.
 */
@NullMarked
package io.txgroup.verification.simulation.redis;

import org.jspecify.annotations.NullMarked;
