package io.txgroup.client.spi;

/** The work was to be committed, and it is proven that it is not, or not all of it, and never will be. */
public final class ResourceLostException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the proof, in words for a person. */
    public ResourceLostException(String proof, Throwable cause) {
        super(proof, cause);
    }
}
