package io.txgroup.client.net;

/** A directory can't tell where the managers are; the message says why and what to do, for a person. */
public final class ManagersUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says why. */
    public ManagersUnknownException(String why) {
        super(why);
    }
}
