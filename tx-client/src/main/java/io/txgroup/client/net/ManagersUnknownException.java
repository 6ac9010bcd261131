package io.txgroup.client.net;

import static java.util.Objects.requireNonNull;

/**
 * A directory can't tell where the managers are; the message says why and what to do, for a person. Whoever asks again and
 * again tells each kind of trouble once until it is over, however its messages differ.
 */
public final class ManagersUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String kind;

    /** Says why; another message is another trouble. */
    public ManagersUnknownException(String why) {
        this(why, why);
    }

    /**
     * Says why.
     *
     * @param kind the same for the same trouble, also where the message has numbers that change
     */
    public ManagersUnknownException(String kind, String why) {
        super(why);
        this.kind = requireNonNull(kind, "kind is null");
    }

    /** The same for the same trouble. */
    public String kind() {
        return kind;
    }
}
