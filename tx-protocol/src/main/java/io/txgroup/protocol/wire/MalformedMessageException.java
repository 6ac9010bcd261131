package io.txgroup.protocol.wire;

/**
 * What a peer sent is not what the protocol allows; its connection can't go on. The message says what is wrong, in words
 * for a person, and may quote the peer: clean it before it is logged. Without a stack trace, which would say nothing and
 * would cost whoever is flooded with garbage.
 */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    public MalformedMessageException(String what) {
        super(what, null, false, false);
        this.what = what;
    }

    @Override
    public String getMessage() {
        return what;
    }
}
