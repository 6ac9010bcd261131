package io.txgroup.manager.callback;

/**
 * What came back over HTTP, within the limits.
 *
 * @param framed whether it said itself where it ends, so that it is known to be complete; if not, it ended with its
 *     connection, which may have broken
 * @param location where a redirect points; empty without one
 * @param body as UTF-8; bytes that are none are replaced
 */
record HttpAnswer(int status, boolean framed, String location, String body) {}
