package io.txgroup.jdbc;

import io.txgroup.protocol.CallPath;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The calls of one unit that have worked on any of its held connections. Each connection leaves a marker for every one of
 * them: whoever proves what became of it later knows the unit's calls, not which of them worked where. Thread-safe.
 */
final class WorkedCalls {
    private final Set<CallPath> callPaths = new ConcurrentSkipListSet<>();

    void add(CallPath callPath) {
        callPaths.add(callPath);
    }

    Set<CallPath> all() {
        return callPaths;
    }
}
