package io.txgroup.client.event;

import io.txgroup.client.spi.CurrentCall;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalApplicationListener;

/**
 * Says once for each of Spring's own transactional listeners that it was called in a group, at a commit that is only
 * pretended. Thread-safe.
 */
public final class FakeCommitWatch implements ApplicationListener<ContextRefreshedEvent> {
    private static final Logger log = LoggerFactory.getLogger(FakeCommitWatch.class);

    private final Supplier<CurrentCall> currentCall;
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    /** Over what the threads of this application run. */
    public FakeCommitWatch(Supplier<CurrentCall> currentCall) {
        this.currentCall = currentCall;
    }

    @Override
    public void onApplicationEvent(ContextRefreshedEvent refreshed) {
        if (refreshed.getApplicationContext() instanceof AbstractApplicationContext context) {
            for (ApplicationListener<?> listener : context.getApplicationListeners()) {
                if (listener instanceof TransactionalApplicationListener<?> transactional
                        && firesTooEarly(transactional)) {
                    watch(transactional);
                }
            }
        }
    }

    private static boolean firesTooEarly(TransactionalApplicationListener<?> listener) {
        return listener.getTransactionPhase() == TransactionPhase.AFTER_COMMIT
                || listener.getTransactionPhase() == TransactionPhase.AFTER_COMPLETION;
    }

    private void watch(TransactionalApplicationListener<?> listener) {
        String name = listener.getListenerId();
        if (watched.add(name)) {
            listener.addCallback(new WarnOnce(name));
        }
    }

    private final class WarnOnce implements TransactionalApplicationListener.SynchronizationCallback {
        private final String name;
        private volatile boolean warned;

        WarnOnce(String name) {
            this.name = name;
        }

        @Override
        public void preProcessEvent(ApplicationEvent event) {
            if (!warned && currentCall.get().scope().isPresent()) {
                warned = true;
                log.warn(
                        "{} hears of an event at the end of a local transaction in a group, which may still be rolled"
                                + " back; use @TxEventListener to hear of the group's end (said once)",
                        name);
            }
        }
    }
}
