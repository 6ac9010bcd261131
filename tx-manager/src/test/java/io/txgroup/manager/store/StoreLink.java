package io.txgroup.manager.store;

/**
 * The way between one manager and the store: decides when a command reaches the server and when its answer comes back,
 * or that one of them never does. Every command must end in {@link StoreCommand#answer()} or
 * {@link StoreCommand#lose()}, as the port promises.
 */
@FunctionalInterface
public interface StoreLink {
    /** A way without delay and without loss. */
    StoreLink DIRECT = command -> {
        command.carryOut();
        command.answer();
    };

    /** Takes a command that sets out; it is the caller's to carry out, answer or lose, now or later. */
    void send(StoreCommand<?> command);
}
