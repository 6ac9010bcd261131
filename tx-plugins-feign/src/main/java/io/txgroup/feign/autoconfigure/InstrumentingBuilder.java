package io.txgroup.feign.autoconfigure;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.RestClient;

/**
 * A RestClient.Builder that instruments what it builds, at the moment of building: an interceptor that is added to the
 * builder later still stands outside ours, and clients of one builder share no list of interceptors.
 */
final class InstrumentingBuilder implements InvocationHandler {
    private final RestClient.Builder builder;
    private final Innermost innermost;

    private InstrumentingBuilder(RestClient.Builder builder, Innermost innermost) {
        this.builder = builder;
        this.innermost = innermost;
    }

    static RestClient.Builder of(RestClient.Builder builder, Innermost innermost) {
        return (RestClient.Builder) Proxy.newProxyInstance(
                RestClient.Builder.class.getClassLoader(),
                new Class<?>[] {RestClient.Builder.class},
                new InstrumentingBuilder(builder, innermost));
    }

    static boolean is(Object builder) {
        return Proxy.isProxyClass(builder.getClass())
                && Proxy.getInvocationHandler(builder) instanceof InstrumentingBuilder;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "build" -> build();
            case "clone" -> of(builder.clone(), innermost);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> {
                Object result = call(method, arguments);
                yield result == builder ? proxy : result;
            }
        };
    }

    private RestClient build() {
        RestClient.Builder copy = builder.clone();
        innermost.in(copy);
        return copy.build();
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(builder, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }
}
