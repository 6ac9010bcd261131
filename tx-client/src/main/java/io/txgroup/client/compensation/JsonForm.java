package io.txgroup.client.compensation;

import io.txgroup.client.core.CannotRepeatException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The arguments of one method as a JSON array, with a writer and a reader for each parameter. Thread-safe. */
final class JsonForm implements ArgumentForms.Form {
    private final JsonMapper mapper;
    private final List<Parameter> parameters;

    private JsonForm(JsonMapper mapper, List<Parameter> parameters) {
        this.mapper = mapper;
        this.parameters = parameters;
    }

    /**
     * The form of that method's arguments.
     *
     * @param sensitive which of the parameters are sensitive as a whole
     */
    static JsonForm of(JsonMapper mapper, List<JavaType> types, Set<Integer> sensitive) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            JavaType type = types.get(i);
            parameters.add(new Parameter(type, mapper.writerFor(type), mapper.readerFor(type), sensitive.contains(i)));
        }
        return new JsonForm(mapper, List.copyOf(parameters));
    }

    private record Parameter(JavaType type, ObjectWriter writer, ObjectReader reader, boolean sensitive) {
        /** Written as declared, a value of a subclass would lose what that adds. */
        boolean takes(@Nullable Object value) {
            Class<?> raw = type.getRawClass();
            boolean exact = !raw.isPrimitive()
                    && !raw.isEnum()
                    && !raw.isInterface()
                    && !Modifier.isAbstract(raw.getModifiers())
                    && !type.isContainerType()
                    && !type.hasHandlers();
            return value == null || !exact || value.getClass() == raw;
        }
    }

    @Override
    public ArgumentForms.Written write(@Nullable Object[] arguments, int maxSize) throws NotWritableException {
        LimitedText text = new LimitedText(maxSize);
        List<String> sensitive = new ArrayList<>();
        text.append('[');
        for (int i = 0; i < parameters.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            write(parameters.get(i), i, arguments[i], text, sensitive);
        }
        text.append(']');
        return new ArgumentForms.Written(text.toString(), sensitive);
    }

    private static void write(
            Parameter parameter, int index, @Nullable Object value, LimitedText text, List<String> sensitive)
            throws NotWritableException {
        if (!parameter.takes(value)) {
            throw new NotWritableException("argument " + (index + 1) + " is a "
                    + (value == null ? "null" : value.getClass().getName()) + ", declared as "
                    + parameter.type().getRawClass().getName() + ": what the subclass adds would be lost");
        }
        List<String> within = new ArrayList<>();
        try {
            parameter.writer().withAttribute(SensitiveFields.POINTERS, within).writeValue(text, value);
        } catch (JacksonException | LimitedText.FullException e) {
            throw new NotWritableException(
                    text.isFull()
                            ? "the arguments have more than " + text.max() + " bytes (tx.client.compensation.max-size)"
                            : "argument " + (index + 1) + " can't be written: " + describe(e));
        }
        if (parameter.sensitive()) {
            sensitive.add("/" + index);
        } else {
            within.forEach(pointer -> sensitive.add("/" + index + pointer));
        }
    }

    @Override
    public @Nullable Object[] read(String arguments) throws CannotRepeatException {
        @Nullable Object[] values = new Object[parameters.size()];
        int index = 0;
        try (JsonParser json = mapper.createParser(arguments)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new CannotRepeatException("its arguments are no JSON array");
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (index >= values.length) {
                    throw new CannotRepeatException("more than the " + values.length
                            + " arguments that it takes now were kept: it was changed since");
                }
                values[index] = parameters.get(index).reader().readValue(json);
                index++;
            }
        } catch (JacksonException e) {
            throw new CannotRepeatException("argument " + (index + 1) + " can't be read as what it takes now: "
                    + describe(e) + "; it was changed since");
        }
        if (index < values.length) {
            throw new CannotRepeatException(
                    index + " arguments were kept, it takes " + values.length + " now: it was changed since");
        }
        return values;
    }

    /** What is wrong and where, but never the value: an exception's own message may have it. */
    private static String describe(RuntimeException e) {
        String where = e instanceof JacksonException json ? json.getPathReference() : "";
        Throwable cause = e.getCause();
        return e.getClass().getSimpleName()
                + (where.isEmpty() ? "" : " at " + where)
                + (cause == null ? "" : " (" + cause.getClass().getName() + ")");
    }
}
