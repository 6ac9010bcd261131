package io.txgroup.verification.crash;

import io.txgroup.verification.crash.service.Point;
import io.txgroup.verification.crash.service.Target;

/**
 * One strike that was asked for, and what became of it.
 *
 * @param number the order's, in both books
 * @param point where
 * @param target what
 * @param status what the order's caller was answered; 0 without an answer
 */
record Strike(long number, Point point, Target target, int status) {}
