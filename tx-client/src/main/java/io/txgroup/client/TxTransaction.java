package io.txgroup.client;

import io.txgroup.protocol.Compensation;
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
 * another service, it takes part in that one, unless {@link #propagation()} says otherwise. The method must return
 * before its group can end, so it can't be one that returns a {@code Mono} or a {@code CompletableFuture}: such a method
 * is refused at start. On a class it speaks for all its methods; on a method it speaks before the class; on an interface
 * for what implements it; and it may stand on an annotation of one's own. It stands outside {@code @Transactional},
 * which still decides about local transactions.
 *
 * <p>It works through a proxy, as {@code @Transactional} does: a call by {@code this} runs without it. That is said in the
 * log at start where it can be seen; what can never work, on a private or final method or a final class, fails the start.
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
    /** What the method does about the group that its caller may have. */
    TxPropagation propagation() default TxPropagation.REQUIRED;

    /** What people call the transaction in logs and figures; by default the class and the method. */
    String label() default "";

    /**
     * A promise that the method itself writes nothing: its connections are read-only from the beginning and belong to
     * the pool while the unit holds none, and a write fails. Says nothing about the services that it calls.
     */
    boolean readOnly() default false;

    /** Exceptions that roll the group back although {@link #noRollbackFor()} names a supertype. Any Throwable does by default. */
    Class<? extends Throwable>[] rollbackFor() default {};

    /** Exceptions that do not roll the group back; the nearest type of the two lists decides. */
    Class<? extends Throwable>[] noRollbackFor() default {};

    /**
     * How long the group may go on, in seconds, when this method starts it; past it the group is rolled back.
     * {@code -1} takes {@code tx.client.timeout}. Without meaning where the method joins a group.
     */
    int timeoutSeconds() default -1;

    /**
     * What may be done by itself if the group was committed, but what this method wrote here was lost with its process:
     * by default the method is run again with the same arguments, in a process of this service and in its databases only.
     * STARTER, on the method that starts the group, has that method run again instead, in any process of its service, and
     * with it all calls that it makes: in each service what was lost is committed, and what is there is rolled back.
     * NEVER leaves it to a person; so it must be where running the method again would do harm, for instance because it
     * sends something; one NEVER in a group forbids STARTER, too. See {@link TxContext#isRedo()}.
     */
    Compensation compensation() default Compensation.UNIT;

    /**
     * A stable name of the method in its service, by which it is found again. By default it is made of the class, the method
     * and its parameters' types, so set it to the old one when a class or a method is renamed or moved while work may still
     * be lost. On a class it stands for the class's name. Two methods with one name fail the start.
     */
    String id() default "";
}
