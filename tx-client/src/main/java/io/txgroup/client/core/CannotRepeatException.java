package io.txgroup.client.core;

/** A method can't be run again: it is gone, or its arguments can't be read. Nothing was run. */
public final class CannotRepeatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With why, in words for a person, without any argument. */
    public CannotRepeatException(String why) {
        super(why);
    }
}
