package io.txgroup.verification.crash.repair;

/**
 * An event that a manager has told, as it came the first time.
 *
 * @param kind {@code created} or {@code ended}
 * @param service whose work is lost
 * @param at when it came, by the launcher's own clock
 */
record Event(String id, String kind, String group, String service, String state, long at) {}
