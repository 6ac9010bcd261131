package io.txgroup.client.event;

import io.txgroup.client.spi.CurrentCall;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Makes listeners of methods with {@link TxEventListener}. */
public final class TxEventListenerFactory implements EventListenerFactory, Ordered {
    /** Before Spring's factory for its own transactional listeners, which stands at 50. */
    private static final int ORDER = 40;

    private final Supplier<CurrentCall> currentCall;

    /** Over what the threads of this application run; asked at the first event, not before. */
    public TxEventListenerFactory(Supplier<CurrentCall> currentCall) {
        this.currentCall = currentCall;
    }

    @Override
    public boolean supportsMethod(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, TxEventListener.class);
    }

    @Override
    public ApplicationListener<?> createApplicationListener(String beanName, Class<?> type, Method method) {
        return new TxListenerMethod(beanName, type, method, currentCall);
    }

    @Override
    public int getOrder() {
        return ORDER;
    }
}
