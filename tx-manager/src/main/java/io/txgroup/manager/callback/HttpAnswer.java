package io.txgroup.manager.callback;

/**
 * What came back over HTTP, complete and within the limits.
 *
 * @param location where a redirect points; empty without one
 * @param body as UTF-8; bytes that are none are replaced
 */
record HttpAnswer(int status, String location, String body) {}
