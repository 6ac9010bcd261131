package io.txgroup.client.advisor;

import io.txgroup.client.TxTransaction;
import io.txgroup.client.running.TxDefinition;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Reads the annotation once for each method: on the method, then on its class, then on what it implements. Thread-safe.
 */
final class TxDefinitions {
    private final Map<MethodClassKey, Optional<TxDefinition>> known = new ConcurrentHashMap<>();

    Optional<TxDefinition> find(Method method, Class<?> type) {
        return known.computeIfAbsent(new MethodClassKey(method, type), key -> read(method, type));
    }

    private Optional<TxDefinition> read(Method method, Class<?> type) {
        if (method.getDeclaringClass() == Object.class) {
            return Optional.empty();
        }
        Method specific = AopUtils.getMostSpecificMethod(method, type);
        return on(specific)
                .or(() -> on(specific.getDeclaringClass()))
                .or(() -> on(type))
                .or(() -> on(method))
                .or(() -> on(method.getDeclaringClass()))
                .map(annotation -> definition(annotation, specific, type));
    }

    private static Optional<TxTransaction> on(AnnotatedElement element) {
        return Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(element, TxTransaction.class));
    }

    private TxDefinition definition(TxTransaction annotation, Method method, Class<?> type) {
        String label = type.getSimpleName() + "." + method.getName();
        if (CompletableFuture.class.isAssignableFrom(method.getReturnType())) {
            throw new IllegalStateException("@TxTransaction can't stand on " + label + ": it returns "
                    + method.getReturnType().getSimpleName() + " before its work is done; return the plain value");
        }
        int seconds = annotation.timeoutSeconds();
        if (seconds != -1 && seconds < 1) {
            throw new IllegalStateException("@TxTransaction on " + label + " has timeoutSeconds=" + seconds
                    + "; it must be at least 1, or -1 for tx.client.timeout");
        }
        return new TxDefinition(
                label,
                seconds == -1 ? null : Duration.ofSeconds(seconds),
                List.of(annotation.rollbackFor()),
                List.of(annotation.noRollbackFor()));
    }
}
