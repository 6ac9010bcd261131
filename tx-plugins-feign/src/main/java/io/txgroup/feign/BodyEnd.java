package io.txgroup.feign;

import java.util.concurrent.CancellationException;

/** How the stream of a reply's body ends. */
interface BodyEnd {
    /** Nothing depends on it. */
    BodyEnd NONE = new BodyEnd() {
        @Override
        public void taken() {}

        @Override
        public void broken(Throwable cause) {}
    };

    /** It came to its end, or its reader has what it wants. */
    void taken();

    /** It broke off, or somebody else than its reader gave it up. */
    void broken(Throwable cause);

    /** Given up by another thread than the reader's, for instance because of a timeout. */
    default void givenUp() {
        broken(new CancellationException("the caller gave up the reply's body"));
    }

    /** The end of that reply to that attempt. */
    static BodyEnd of(Reply reply, FirstEnding attempt) {
        return new BodyEnd() {
            @Override
            public void taken() {
                reply.taken();
            }

            @Override
            public void broken(Throwable cause) {
                attempt.unanswered(cause);
            }
        };
    }
}
