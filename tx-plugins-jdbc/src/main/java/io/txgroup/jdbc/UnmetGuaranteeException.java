package io.txgroup.jdbc;

import org.jspecify.annotations.Nullable;

/** What the settings promise of a DataSource can't be had from its database. */
public final class UnmetGuaranteeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    UnmetGuaranteeException(String what, String action, @Nullable Throwable cause) {
        super(what, cause);
        this.action = action;
    }

    /** What to change, in words for a person. */
    public String action() {
        return action;
    }
}
