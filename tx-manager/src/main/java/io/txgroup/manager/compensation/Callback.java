package io.txgroup.manager.compensation;

import java.util.function.Consumer;

/**
 * The port to the application's callback. One call here is one try to tell one event: whether, when and how often it is
 * told again, the record says, so that any manager goes on after a crash. A call comes when the event is stored safely,
 * and again at the earliest after {@link #LONGEST_MILLIS}, unless the try before was answered.
 *
 * <p>An implementation returns at once, never throws, and passes exactly one reply within {@link #LONGEST_MILLIS}, from any
 * thread; a second one is dropped. A reply that comes later may meet the next try, and counts all the same.
 */
public interface Callback {
    /** How long one try may take, in milliseconds. */
    long LONGEST_MILLIS = 20_000;

    /** There is a compensation; nothing is done about it before this is answered. */
    void created(CompensationEvent event, Consumer<CallbackReply> reply);

    /** A compensation has ended. */
    void ended(CompensationEvent event, Consumer<CallbackReply> reply);

    /** There is nobody to be told. */
    static Callback none() {
        return new Callback() {
            @Override
            public void created(CompensationEvent event, Consumer<CallbackReply> reply) {
                reply.accept(new CallbackReply.NoCallback());
            }

            @Override
            public void ended(CompensationEvent event, Consumer<CallbackReply> reply) {
                reply.accept(new CallbackReply.NoCallback());
            }
        };
    }
}
