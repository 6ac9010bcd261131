package io.txgroup.client.compensation;

/** A method's arguments can't be kept, so it can't be run again by itself. */
public final class NotWritableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With why, in words for a person, without any argument. */
    public NotWritableException(String why) {
        super(why);
    }
}
