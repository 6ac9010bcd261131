package io.txgroup.client.compensation;

import io.txgroup.client.core.CannotRepeatException;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives methods the form in which their arguments are kept. Thread-safe. */
public interface ArgumentForms {
    /** Where nothing writes arguments: every method is for a person alone. */
    ArgumentForms UNAVAILABLE = (method, type) -> {
        throw new NotWritableException("there is no Jackson 3 (tools.jackson.core:jackson-databind) on the class path");
    };

    /**
     * The form of that method's arguments, by its declared types.
     *
     * @param type the bean's class, which may say what the method's type variables are
     * @throws NotWritableException if one of them can't be written or can't be read back, as far as that can be known now
     */
    Form of(Method method, Class<?> type) throws NotWritableException;

    /** The form of one method's arguments. Thread-safe. */
    interface Form {
        /**
         * Writes them as they are now.
         *
         * @param maxSize what they may have, in bytes
         * @throws NotWritableException if they can't be written
         */
        Written write(@Nullable Object[] arguments, int maxSize) throws NotWritableException;

        /**
         * Reads what {@link #write} gave, perhaps in an older version of the service.
         *
         * @throws CannotRepeatException if that is not what the method takes now
         */
        @Nullable
        Object[] read(String arguments) throws CannotRepeatException;
    }

    /** The form of a method that only a person can run again. */
    static Form refusing(String why) {
        return new Form() {
            @Override
            public Written write(@Nullable Object[] arguments, int maxSize) throws NotWritableException {
                throw new NotWritableException(why);
            }

            @Override
            public @Nullable Object[] read(String arguments) throws CannotRepeatException {
                throw new CannotRepeatException("only a person can: " + why);
            }
        };
    }

    /**
     * Arguments that are written.
     *
     * @param arguments a JSON array
     * @param sensitive JSON pointers to what must be masked
     */
    record Written(String arguments, List<String> sensitive) {
        public Written {
            sensitive = List.copyOf(sensitive);
        }
    }
}
