package io.txgroup.client;

/**
 * What a method does about the group that its caller may have.
 *
 * <pre>
 *                 called in a group                       called outside any group
 * REQUIRED        takes part in it                        starts one
 * REQUIRES_NEW    starts another one, the first waits     starts one
 * SUPPORTS        takes part in it                        runs without
 * MANDATORY       takes part in it                        fails with IllegalStateException
 * NOT_SUPPORTED   runs without, the group waits           runs without
 * NEVER           fails with IllegalStateException        runs without
 * </pre>
 *
 * Where the group waits, so does the local transaction of Spring that is open in the thread; what the method writes is
 * not undone when the group rolls back. Rows that the waiting group has locked stay locked: a method that needs one of
 * them waits until the group's deadline, and fails.
 */
public enum TxPropagation {
    REQUIRED,
    REQUIRES_NEW,
    SUPPORTS,
    MANDATORY,
    NOT_SUPPORTED,
    NEVER
}
