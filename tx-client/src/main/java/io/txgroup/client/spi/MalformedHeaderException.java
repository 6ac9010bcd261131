package io.txgroup.client.spi;

/** A group's header or report can't be understood. */
public final class MalformedHeaderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong with it. */
    public MalformedHeaderException(String message) {
        super(message);
    }
}
