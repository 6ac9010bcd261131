package io.txgroup.manager.compensation;

/**
 * The port to the policies, which may change at any time. Asked by the rules, in the middle of a change: answers at once
 * from memory, never blocks, never throws. Thread-safe.
 */
@FunctionalInterface
public interface CompensationPolicies {
    /** What holds for lost work of that service now. */
    CompensationPolicy of(String service);

    /** The same policy for all services, for good. */
    static CompensationPolicies fixed(CompensationPolicy policy) {
        return service -> policy;
    }
}
