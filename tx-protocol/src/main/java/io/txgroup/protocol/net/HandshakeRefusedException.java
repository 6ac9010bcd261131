package io.txgroup.protocol.net;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.wire.Wire;

/** A peer spoke properly but is not to be talked to. The message is for a person. Without a stack trace. */
public final class HandshakeRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of refusal. */
    public enum Reason {
        /** The peers have no version of the protocol in common. */
        VERSION,
        /** A proof does not fit: unknown service or wrong secret, which of the two the peer is not told. */
        NOT_AUTHENTIC
    }

    private final Reason reason;
    private final String why;

    HandshakeRefusedException(Reason reason, String why) {
        super(why, null, false, false);
        this.why = why;
        this.reason = requireNonNull(reason, "reason is null");
    }

    @Override
    public String getMessage() {
        return why;
    }

    public Reason reason() {
        return reason;
    }

    /** The last frame that a manager sends to the peer. */
    public Wire.Handshake refusal() {
        Wire.Refusal.Builder refusal = Wire.Refusal.newBuilder();
        switch (reason) {
            case VERSION ->
                refusal.setReason(Wire.Refusal.Reason.REASON_VERSION).setText(why);
            case NOT_AUTHENTIC ->
                refusal.setReason(Wire.Refusal.Reason.REASON_NOT_AUTHENTIC)
                        .setText("the service is not known to the manager, or its secret is another one");
        }
        return Wire.Handshake.newBuilder().setRefusal(refusal).build();
    }
}
