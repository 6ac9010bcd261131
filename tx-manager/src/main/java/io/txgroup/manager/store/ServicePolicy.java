package io.txgroup.manager.store;

import static java.util.Objects.requireNonNull;

import io.txgroup.manager.compensation.PolicyOverride;

/**
 * The policy of one service as it is kept.
 *
 * @param version another number with every change, never one that was there before
 * @param changedBy who changed it last
 */
public record ServicePolicy(String service, long version, PolicyOverride override, String changedBy) {
    /** The version where there is none. */
    public static final long NONE = 0;

    private static final int LONGEST_NAME = 200;

    public ServicePolicy {
        checkName(service, "service");
        checkName(changedBy, "name of who changes it");
        requireNonNull(override, "override is null");
    }

    static void checkName(String name, String what) {
        requireNonNull(name, () -> what + " is null");
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("The " + what + " has " + name.length() + " characters, not 1 to "
                    + LONGEST_NAME + " with a letter");
        }
    }
}
