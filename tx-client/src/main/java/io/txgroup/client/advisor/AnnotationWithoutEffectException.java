package io.txgroup.client.advisor;

/** A {@link io.txgroup.client.TxTransaction} stands where it can't do what it promises. */
public final class AnnotationWithoutEffectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    AnnotationWithoutEffectException(String where, String why, String action) {
        super("@TxTransaction on " + where + " can't take effect: " + why);
        this.action = action;
    }

    /** What to do about it. */
    public String action() {
        return action;
    }
}
