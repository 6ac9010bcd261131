package io.txgroup.feign.autoconfigure;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A builder of HTTP clients that instruments what it builds, at the moment of building: an interceptor or filter that is
 * added to the builder later still stands outside ours, and clients of one builder share no list of them.
 *
 * @param <B> the builder's interface, with the methods {@code clone} and {@code build}
 */
final class InstrumentingBuilder<B> implements InvocationHandler {
    private final Class<B> type;
    private final B builder;
    private final Consumer<B> instrument;

    private InstrumentingBuilder(Class<B> type, B builder, Consumer<B> instrument) {
        this.type = type;
        this.builder = builder;
        this.instrument = instrument;
    }

    static <B> B of(Class<B> type, B builder, Consumer<B> instrument) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new InstrumentingBuilder<>(type, builder, instrument)));
    }

    static boolean is(Object builder) {
        return Proxy.isProxyClass(builder.getClass())
                && Proxy.getInvocationHandler(builder) instanceof InstrumentingBuilder;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "build" -> build(method);
            case "clone" -> of(type, copy(), instrument);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> {
                Object result = call(builder, method, arguments);
                yield result == builder ? proxy : result;
            }
        };
    }

    private @Nullable Object build(Method build) throws Throwable {
        B copy = copy();
        instrument.accept(copy);
        return call(copy, build);
    }

    private B copy() throws Throwable {
        return type.cast(requireNonNull(call(builder, type.getMethod("clone")), "the clone is null"));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable ... arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }
}
