package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.UnitId;
import org.jspecify.annotations.Nullable;

/**
 * A call that an attempt of a starter's replay has made.
 *
 * @param callPath where it stands in the attempt
 * @param methodId what it runs
 * @param original which call of the original it is; null if none, so that it may only read
 * @param by the participant that serves it
 */
public record ReplayedCall(CallPath callPath, String methodId, @Nullable CallPath original, UnitId by) {
    public ReplayedCall {
        requireNonNull(callPath, "callPath is null");
        requireNonNull(methodId, "methodId is null");
        requireNonNull(by, "by is null");
    }
}
