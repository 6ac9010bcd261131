package io.txgroup.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method runs in a group: everything that it and the services it calls write commits together or not at all.
 *
 * <p>Outside a group the method starts one and is its starter; called by a method of a group, in this process or from
 * another service, it takes part in that one. The method must return before its group can end, so it can't be one that
 * returns a {@code Mono} or a {@code CompletableFuture}. On a class it speaks for all public methods; on a method it
 * speaks before the class. It stands outside {@code @Transactional}, which still decides about local transactions.
 *
 * <p>The starter's caller sees the method's result if the group was committed, else {@link TxRolledBackException}, what
 * the method itself threw, {@link TxManagerUnavailableException} (nothing was committed) or
 * {@link TxOutcomeUnknownException}.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface TxTransaction {
    /** Exceptions that roll the group back although {@link #noRollbackFor()} names a supertype. Any Throwable does by default. */
    Class<? extends Throwable>[] rollbackFor() default {};

    /** Exceptions that do not roll the group back; the nearest type of the two lists decides. */
    Class<? extends Throwable>[] noRollbackFor() default {};

    /**
     * How long the group may go on, in seconds, when this method starts it; past it the group is rolled back.
     * {@code -1} takes {@code tx.client.timeout}. Without meaning where the method joins a group.
     */
    int timeoutSeconds() default -1;
}
