package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNullElse;

import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one service instead of the settings; what is null is as the settings say. Durations are whole
 * milliseconds.
 */
public record PolicyOverride(
        @Nullable Boolean enabled,
        @Nullable Integer attempts,
        @Nullable Duration backoff,
        @Nullable WhenUnreachable unreachable,
        @Nullable Duration retention) {
    /** Nothing is done by itself: a person decides about each loss. */
    public static final PolicyOverride MANUAL = new PolicyOverride(false, null, null, null, null);

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if it says nothing, or a value is out of the bounds of a
     *     {@link CompensationPolicy}; names it
     */
    public PolicyOverride {
        if (enabled == null && attempts == null && backoff == null && unreachable == null && retention == null) {
            throw new IllegalArgumentException(
                    "The policy says nothing of its own; name at least one of enabled, attempts, backoff, unreachable and"
                            + " retention, or remove it, and the settings hold");
        }
        var unused = merged(CompensationPolicy.DEFAULT, enabled, attempts, backoff, unreachable, retention);
    }

    /** What holds where that is the rest. */
    public CompensationPolicy over(CompensationPolicy settings) {
        return merged(settings, enabled, attempts, backoff, unreachable, retention);
    }

    private static CompensationPolicy merged(
            CompensationPolicy settings,
            @Nullable Boolean enabled,
            @Nullable Integer attempts,
            @Nullable Duration backoff,
            @Nullable WhenUnreachable unreachable,
            @Nullable Duration retention) {
        return new CompensationPolicy(
                requireNonNullElse(enabled, settings.enabled()),
                requireNonNullElse(attempts, settings.attempts()),
                requireNonNullElse(backoff, settings.backoff()),
                requireNonNullElse(unreachable, settings.unreachable()),
                requireNonNullElse(retention, settings.retention()));
    }
}
