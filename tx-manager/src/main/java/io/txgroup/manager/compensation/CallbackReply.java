package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

/** What came of one try to tell the callback something. */
public sealed interface CallbackReply {

    /** What the application wants. */
    enum Choice {
        /** Go on as the policy says. */
        COMPENSATE,
        /** Do nothing before a person says so. */
        HOLD,
        /** Never repair it. */
        DISCARD
    }

    /**
     * It was told, and decides. To the end of a compensation it is no more than an acknowledgement.
     *
     * @param note why, in the application's words; may be empty
     */
    record Decision(Choice choice, String note) implements CallbackReply {
        public Decision {
            requireNonNull(choice, "choice is null");
            requireNonNull(note, "note is null");
        }
    }

    /** It was told, and leaves the decision to the policy. */
    record Acknowledged() implements CallbackReply {}

    /** Nobody is to be told: there is no callback. */
    record NoCallback() implements CallbackReply {}

    /**
     * It was perhaps not told: nobody answered, or nothing that can be understood. It will be told again.
     *
     * @param reason in words for a person
     */
    record Unreachable(String reason) implements CallbackReply {
        public Unreachable {
            requireNonNull(reason, "reason is null");
        }
    }
}
