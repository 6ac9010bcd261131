package io.txgroup.verification.simulation;

/** Unwinds the stack of a process that has just died in the middle of what it did. An Error, so that nobody handles it. */
final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;

    ProcessDied(String process) {
        super(process + " has died", null, false, false);
    }
}
