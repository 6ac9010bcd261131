package io.txgroup.jdbc.autoconfigure;

/** What is done on a DataSource would be committed whatever becomes of the group, and nobody has said that it may be. */
final class UnheldDataSourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    UnheldDataSourceException(String what, String action) {
        super(what);
        this.action = action;
    }

    String action() {
        return action;
    }
}
