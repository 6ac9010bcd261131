package io.txgroup.verification.chaos.faults;

/**
 * A strike that was carried out.
 *
 * @param strike what was planned
 * @param began when, by System.nanoTime
 * @param mended when it was over: the process serves again, the link is whole
 * @param hit how many transfers were under way there
 */
public record Struck(Strike strike, long began, long mended, int hit) {}
