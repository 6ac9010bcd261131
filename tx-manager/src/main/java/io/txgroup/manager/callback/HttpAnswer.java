package io.txgroup.manager.callback;

/**
 * What came back over HTTP, complete and within the limits.
 *
 * @param location where a redirect points; empty without one
 */
record HttpAnswer(int status, String location, byte[] body) {}
