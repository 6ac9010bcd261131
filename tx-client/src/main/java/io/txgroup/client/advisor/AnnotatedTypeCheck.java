package io.txgroup.client.advisor;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses to start with an annotation that no proxy can give an effect, and tells once where a bean calls its own
 * annotated methods. Sees every bean before its proxy is made. Thread-safe.
 */
public final class AnnotatedTypeCheck implements BeanPostProcessor, PriorityOrdered {
    private static final String NO_PROXY =
            "A proxy overrides the method; make it overridable, or run the work with TxTemplate.";

    private final Set<Class<?>> seen = ConcurrentHashMap.newKeySet();

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        Class<?> type = ClassUtils.getUserClass(bean);
        if (!Proxy.isProxyClass(type) && !ClassUtils.isLambdaClass(type) && seen.add(type)) {
            check(type);
        }
        return bean;
    }

    private static void check(Class<?> type) {
        boolean onType = TxDefinitions.standsOn(type);
        boolean onMethod = false;
        for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type, AnnotatedTypeCheck::isOfUsers)) {
            boolean here = TxDefinitions.standsOn(method);
            onMethod |= here;
            if (here || (onType && Modifier.isPublic(method.getModifiers()))) {
                requireOverridable(type, method, here);
            }
        }
        if ((onType || onMethod) && Modifier.isFinal(type.getModifiers())) {
            throw new AnnotationWithoutEffectException(
                    type.getName(),
                    "the class is final, so no proxy can extend it",
                    "Make the class open (in Kotlin with the compiler plugin kotlin-spring), or run the work with"
                            + " TxTemplate.");
        }
        if (onType || onMethod) {
            SelfInvocations.warn(type);
        }
    }

    private static boolean isOfUsers(Method method) {
        return method.getDeclaringClass() != Object.class && !method.isSynthetic() && !method.isBridge();
    }

    private static void requireOverridable(Class<?> type, Method method, boolean here) {
        int modifiers = method.getModifiers();
        String what = Modifier.isPrivate(modifiers)
                ? "private"
                : Modifier.isStatic(modifiers) ? "static" : Modifier.isFinal(modifiers) ? "final" : "";
        if (what.isEmpty() || (what.equals("static") && !here)) {
            return;
        }
        throw new AnnotationWithoutEffectException(
                type.getName() + "." + method.getName() + (here ? "" : " (by its class)"),
                "the method is " + what,
                NO_PROXY);
    }

    /** Before what makes proxies. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
