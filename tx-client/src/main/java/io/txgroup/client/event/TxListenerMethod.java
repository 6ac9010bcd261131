package io.txgroup.client.event;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.protocol.Outcome;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** One method with {@link TxEventListener}. */
final class TxListenerMethod extends ApplicationListenerMethodAdapter {
    private static final Logger log = LoggerFactory.getLogger(TxListenerMethod.class);

    private final TxEventListener annotation;
    private final Supplier<CurrentCall> currentCall;

    TxListenerMethod(String beanName, Class<?> type, Method method, Supplier<CurrentCall> currentCall) {
        super(beanName, type, method);
        TxEventListener found = AnnotatedElementUtils.findMergedAnnotation(getTargetMethod(), TxEventListener.class);
        if (found == null) {
            throw new IllegalStateException(method + " has no @TxEventListener");
        }
        this.annotation = found;
        this.currentCall = currentCall;
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        Optional<CallScope> scope = currentCall.get().scope();
        if (scope.isPresent()) {
            Outcome wanted = annotation.phase() == TxPhase.AFTER_COMMIT ? Outcome.COMMIT : Outcome.ROLLBACK;
            scope.get().whenEnded(outcome -> {
                if (outcome == wanted) {
                    processEvent(event);
                }
            });
        } else if (annotation.fallbackExecution()) {
            processEvent(event);
        } else {
            log.debug("{} does not hear of {}: it was published outside any group", this, event);
        }
    }
}
