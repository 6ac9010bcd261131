package io.txgroup.client.advisor;

import io.txgroup.client.TxTransaction;
import io.txgroup.client.running.TxDefinition;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Reads the annotation once for each method: on the method, then on its class, then on what it implements. Thread-safe.
 */
final class TxDefinitions {
    /** What promises a result for later, by name: most of it is not on every class path. */
    private static final Set<String> LATER = Set.of(
            "org.reactivestreams.Publisher",
            "kotlinx.coroutines.flow.Flow",
            "org.springframework.web.context.request.async.DeferredResult",
            "org.springframework.web.context.request.async.WebAsyncTask");

    private static final String KOTLIN_SUSPENDS = "kotlin.coroutines.Continuation";

    private final Map<MethodClassKey, Optional<TxDefinition>> known = new ConcurrentHashMap<>();

    Optional<TxDefinition> find(Method method, Class<?> type) {
        return known.computeIfAbsent(new MethodClassKey(method, type), key -> read(method, type));
    }

    /** Whether the annotation stands on this very method or type, or on something that it implements or extends. */
    static boolean standsOn(AnnotatedElement element) {
        return on(element).isPresent();
    }

    /** The stable name of a method of a bean of that type, by which it is found again after the process has gone. */
    static String idOf(Method method, Class<?> type) {
        Method specific = AopUtils.getMostSpecificMethod(method, type);
        String own = on(specific).map(TxTransaction::id).orElse("");
        if (!own.isBlank()) {
            return own;
        }
        String owner =
                on(type).map(TxTransaction::id).filter(id -> !id.isBlank()).orElse(type.getName());
        return Arrays.stream(specific.getParameterTypes())
                .map(Class::getTypeName)
                .collect(Collectors.joining(",", owner + "." + specific.getName() + "(", ")"));
    }

    private Optional<TxDefinition> read(Method method, Class<?> type) {
        if (method.getDeclaringClass() == Object.class || method.isSynthetic()) {
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

    private static TxDefinition definition(TxTransaction annotation, Method method, Class<?> type) {
        String place = ClassUtils.getUserClass(type).getSimpleName() + "." + method.getName();
        requirePlainResult(method, place);
        int seconds = annotation.timeoutSeconds();
        if (seconds != -1 && seconds < 1) {
            throw new AnnotationWithoutEffectException(
                    place,
                    "timeoutSeconds is " + seconds,
                    "Set it to at least 1, or leave it out for tx.client.timeout.");
        }
        return new TxDefinition(
                annotation.label().isBlank() ? place : annotation.label(),
                annotation.propagation(),
                annotation.readOnly(),
                seconds == -1 ? null : Duration.ofSeconds(seconds),
                List.of(annotation.rollbackFor()),
                List.of(annotation.noRollbackFor()),
                annotation.compensation());
    }

    private static void requirePlainResult(Method method, String place) {
        Class<?> result = method.getReturnType();
        Class<?>[] parameters = method.getParameterTypes();
        boolean suspends = parameters.length > 0
                && parameters[parameters.length - 1].getName().equals(KOTLIN_SUSPENDS);
        boolean later = suspends
                || CompletionStage.class.isAssignableFrom(result)
                || Future.class.isAssignableFrom(result)
                || isOrExtends(result, LATER);
        if (later) {
            throw new AnnotationWithoutEffectException(
                    place,
                    "it returns " + (suspends ? "as a suspending function" : result.getSimpleName())
                            + " before its work is done, so the group would be closed too early",
                    "Return the plain value, and wait for the result inside the method; or take the annotation away and"
                            + " run the work itself with TxTemplate.");
        }
    }

    private static boolean isOrExtends(Class<?> type, Set<String> names) {
        return names.contains(type.getName())
                || ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                        .anyMatch(implemented -> names.contains(implemented.getName()))
                || (type.getSuperclass() != null && isOrExtends(type.getSuperclass(), names));
    }
}
