package io.txgroup.feign.autoconfigure;

import io.txgroup.client.spi.Calls;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The {@link Calls} of the application, looked up at the first call: HTTP clients are instrumented long before the
 * bean is there, and one of them may be what the bean's own creation needs, to find the managers. Thread-safe.
 */
final class LazyCalls implements Calls {
    private final ObjectProvider<Calls> provider;
    private volatile @Nullable Calls calls;

    LazyCalls(ObjectProvider<Calls> provider) {
        this.provider = provider;
    }

    /** No thread is in a group while the bean that puts threads into groups is being made. */
    @Override
    public Optional<Attempt> attempt(String target) {
        try {
            return calls().attempt(target);
        } catch (BeanCurrentlyInCreationException early) {
            return Optional.empty();
        }
    }

    @Override
    public Inbound open(String header, Consumer<String> reply) {
        return calls().open(header, reply);
    }

    /** As for an attempt: while the bean is being made there is nothing to take along. */
    @Override
    public Branch branch() {
        try {
            return calls().branch();
        } catch (BeanCurrentlyInCreationException early) {
            return NoBranch.INSTANCE;
        }
    }

    private Calls calls() {
        Calls known = calls;
        if (known == null) {
            known = provider.getObject();
            calls = known;
        }
        return known;
    }

    private enum NoBranch implements Branch {
        INSTANCE;

        @Override
        public boolean isInGroup() {
            return false;
        }

        @Override
        public Entered enter() {
            return () -> {};
        }

        @Override
        public void veto(String reason) {}
    }
}
