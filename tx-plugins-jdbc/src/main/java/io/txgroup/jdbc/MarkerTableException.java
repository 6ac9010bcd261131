package io.txgroup.jdbc;

/** The table of commit markers is missing, is another, or may not be written. */
public final class MarkerTableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String definition;

    MarkerTableException(String dataSource, String table, String definition, Throwable cause) {
        super(
                "DataSource " + dataSource + " - commit markers can't be written to the table " + table + ": "
                        + cause.getMessage(),
                cause);
        this.definition = definition;
    }

    /** The statement that makes the table. */
    public String definition() {
        return definition;
    }
}
