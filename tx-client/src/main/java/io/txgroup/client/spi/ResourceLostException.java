package io.txgroup.client.spi;

import static java.util.Objects.requireNonNull;

/** The work was to be committed, and it is proven that it is not, or not all of it, and never will be. */
public final class ResourceLostException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the proof, in words for a person. */
    public ResourceLostException(String proof, Throwable cause) {
        super(requireNonNull(proof, "proof is null"), cause);
    }

    /** The proof, in words for a person. */
    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
