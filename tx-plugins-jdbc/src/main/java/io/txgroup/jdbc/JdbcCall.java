package io.txgroup.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * One call of a method of a JDBC object.
 *
 * @param method the interface's method
 * @param arguments the arguments; null if there are none
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as the call
record JdbcCall(Method method, @Nullable Object @Nullable [] arguments) {

    String name() {
        return method.getName();
    }

    int count() {
        return arguments == null ? 0 : arguments.length;
    }

    @Nullable
    Object argument(int index) {
        return arguments == null ? null : arguments[index];
    }

    boolean flag() {
        return Boolean.TRUE.equals(argument(0));
    }

    int number(int index) {
        return argument(index) instanceof Integer number ? number : 0;
    }

    /** The SQL text that the call brings along, if it does. */
    @Nullable
    String sql() {
        return count() > 0 && argument(0) instanceof String sql ? sql : null;
    }

    /** Makes the call on that object and throws what it throws. */
    @Nullable
    Object on(Object target) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
