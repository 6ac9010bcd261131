package io.txgroup.client.spi;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a call between services carries its group. A plugin for an RPC framework uses it on both sides: header out and
 * report in at the caller, header in and report out at the callee. Thread-safe.
 */
public interface Calls {
    /** The name of the request header, and of the metadata key where there are no headers. */
    String GROUP_HEADER = "Tx-Group";

    /** The name of the response header. */
    String REPORT_HEADER = "Tx-Group-Report";

    /**
     * Begins one attempt to call another service; a retry is an attempt of its own. Blocks until the group has its
     * record, at most a second more than it takes to find out that no manager can be reached.
     *
     * @param target what is called, in words for a person
     * @return empty if the current thread is in no group: then the call is none of our business
     * @throws io.txgroup.client.TxException if the group can't go on; the call must not leave
     */
    Optional<Attempt> attempt(String target);

    /**
     * Takes in a call with a group's header.
     *
     * @param header the request header's value
     * @param reply takes the response header's value, perhaps several times: the last one counts. It is called first
     *     from within this method, and later at the latest before the called method's result is there
     * @return to be closed when the call has been served, in the thread that opened it
     * @throws MalformedHeaderException if the header can't be understood: the call must be refused
     */
    Inbound open(String header, Consumer<String> reply);

    /** What the current thread runs for, to be taken to other threads that work for it. */
    Branch branch();

    /**
     * What a thread runs for: a call of a group, a request with a group's header, or neither. Thread-safe.
     *
     * <p>Work of a branch belongs to the call as long as its method has not returned; after that it fails with an {@link
     * IllegalStateException}.
     */
    interface Branch {
        /** Whether the thread runs for a call of a group, or serves a request that has one. */
        boolean isInGroup();

        /** Lets the current thread run for it, until what is returned is closed in the same thread. */
        Entered enter();

        /**
         * Makes COMMIT impossible; does nothing outside a group.
         *
         * @param reason in words for a person
         */
        void veto(String reason);
    }

    /** That a thread runs for a branch. */
    interface Entered extends AutoCloseable {
        /** The thread runs again for what it ran for before. */
        @Override
        void close();
    }

    /** One outbound attempt; exactly one of the two endings counts, the first. */
    interface Attempt {
        /** The request header's value. */
        String header();

        /**
         * The callee replied.
         *
         * @param report the response header's value; null if there was none
         * @param failed whether the reply is an error to the caller
         */
        void answered(@Nullable String report, boolean failed);

        /** Nobody knows whether the callee did the work: COMMIT is impossible from now on. */
        void unanswered(Throwable cause);
    }

    /** A call being served. */
    interface Inbound extends AutoCloseable {
        /**
         * The reply is an error to the caller: makes the report say {@code rollback-only}, and passes it on once more;
         * but not if the cause is an exception for which the called method is declared not to roll back.
         *
         * @param cause what was thrown, if that is known
         * @return whether it is a failure
         */
        boolean failed(String reason, @Nullable Throwable cause);

        /**
         * Whether the request as a whole is the call, whatever its methods are annotated with. Then no part of the reply
         * may leave before {@link #ended()}.
         */
        boolean answersAtItsEnd();

        /**
         * The reply is complete and about to leave: answers for what took part, with no after {@link #failed}. Does
         * nothing where the called method has answered itself.
         *
         * @throws io.txgroup.client.TxException if the work can't be committed: the reply must become an error
         */
        void ended();

        /** The call has been served; one that was to answer at its end and has not is answered with no. */
        @Override
        void close();
    }
}
