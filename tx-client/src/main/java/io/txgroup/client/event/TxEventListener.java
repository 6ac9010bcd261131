package io.txgroup.client.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AliasFor;

/**
 * The method hears of an event when the <em>group</em> in which it was published has ended. Spring's own
 * {@code @TransactionalEventListener} hears of it when the local transaction has ended, which in a group is only
 * pretended: the group may still be rolled back after that.
 *
 * <p>The method runs in a thread of its own, outside any group and any local transaction, once at most; what it throws is
 * logged. It does not run if this process dies before. With {@code tx.client.enabled=false} there are no groups: it hears of
 * every event at once, as an {@link EventListener} does.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@EventListener
public @interface TxEventListener {
    /** The end that is waited for. */
    TxPhase phase() default TxPhase.AFTER_COMMIT;

    /** Whether an event that is published outside any group is heard at once; otherwise it is not heard. */
    boolean fallbackExecution() default false;

    /** The event types; by default the method's parameter. */
    @AliasFor(annotation = EventListener.class, attribute = "classes")
    Class<?>[] value() default {};

    /** The event types; by default the method's parameter. */
    @AliasFor(annotation = EventListener.class, attribute = "classes")
    Class<?>[] classes() default {};

    /** A condition on the event, as in {@link EventListener#condition()}. */
    @AliasFor(annotation = EventListener.class, attribute = "condition")
    String condition() default "";
}
