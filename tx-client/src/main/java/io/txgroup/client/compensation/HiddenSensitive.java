package io.txgroup.client.compensation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.txgroup.client.Sensitive;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.std.StdContainerSerializer;
import tools.jackson.databind.type.TypeFactory;

/**
 * Finds out from declared types whether something in them is {@link Sensitive} that would be written unnoticed: by
 * {@code @JsonValue}, by a serializer of its own, unwrapped, or in any other way than field by field. In doubt it would.
 * Used by one thread.
 */
final class HiddenSensitive {
    private final TypeFactory types;
    private final SerializationContext context;
    private final Set<JavaType> walked = new HashSet<>();

    HiddenSensitive(JsonMapper mapper) {
        this.types = mapper.getTypeFactory();
        this.context = mapper._serializationContext();
    }

    /** Why; empty if there is nothing sensitive, or all of it is noticed while it is written. */
    Optional<String> in(JavaType type) {
        return in(type, null);
    }

    private Optional<String> in(JavaType type, @Nullable BeanPropertyWriter property) {
        if (!holds(type, new HashSet<>())) {
            return Optional.empty();
        }
        if (property != null && type.isReferenceType() && property.getAnnotation(JsonSerialize.class) != null) {
            return Optional.of(property.getName() + " has a serializer of its own (@JsonSerialize)");
        }
        try {
            return written(type, serializer(type, property));
        } catch (JacksonException e) {
            return Optional.of("how " + name(type) + " is written can't be told");
        }
    }

    private ValueSerializer<?> serializer(JavaType type, @Nullable BeanPropertyWriter property) {
        if (property == null) {
            return context.findValueSerializer(type);
        }
        return property.hasSerializer()
                ? property.getSerializer()
                : context.findPrimaryPropertySerializer(type, property);
    }

    private Optional<String> written(JavaType type, ValueSerializer<?> serializer) {
        boolean ours = isJacksons(serializer);
        if (ours && (type.isContainerType() || type.isReferenceType())) {
            ValueSerializer<?> content =
                    serializer instanceof StdContainerSerializer<?> container ? container.getContentSerializer() : null;
            JavaType within = type.getContentType();
            return content == null ? in(within) : written(within, content);
        }
        Optional<String> subtypes = subtypes(type);
        if (subtypes.isPresent() || isOnlyForSubtypes(type)) {
            return subtypes;
        }
        if (!(serializer instanceof BeanSerializerBase) || !ours || serializer.usesObjectId()) {
            return Optional.of(name(type) + " is written by " + name(serializer) + ", not field by field");
        }
        return walked.add(type) ? fields(type, serializer) : Optional.empty();
    }

    private static boolean isJacksons(ValueSerializer<?> serializer) {
        return serializer.getClass().getName().startsWith("tools.jackson.databind.");
    }

    private static boolean isOnlyForSubtypes(JavaType type) {
        return type.isAbstract() && type.getRawClass().isAnnotationPresent(JsonSubTypes.class);
    }

    private Optional<String> subtypes(JavaType type) {
        for (Class<?> subtype : subtypesOf(type)) {
            Optional<String> why = in(types.constructType(subtype));
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    private static List<Class<?>> subtypesOf(JavaType type) {
        @Nullable JsonSubTypes named = type.getRawClass().getAnnotation(JsonSubTypes.class);
        List<Class<?>> all = new ArrayList<>();
        if (named != null) {
            for (JsonSubTypes.Type one : named.value()) {
                if (one.value() != type.getRawClass()) {
                    all.add(one.value());
                }
            }
        }
        return all;
    }

    private Optional<String> fields(JavaType type, ValueSerializer<?> serializer) {
        List<BeanPropertyWriter> writers = new ArrayList<>();
        for (Iterator<PropertyWriter> all = serializer.properties(); all.hasNext(); ) {
            if (all.next() instanceof BeanPropertyWriter writer) {
                writers.add(writer);
            }
        }
        long noticed = writers.stream().filter(SensitiveFields::notices).count();
        if (noticed < parameters(type.getRawClass())) {
            return Optional.of("a parameter of " + name(type) + "'s constructor is sensitive, its field is not");
        }
        for (Declared field : declared(type)) {
            boolean sensitive = field.field().isAnnotationPresent(Sensitive.class);
            if (sensitive || holds(field.type(), new HashSet<>())) {
                Optional<BeanPropertyWriter> writer =
                        writers.stream().filter(field::isWrittenBy).findFirst();
                Optional<String> why = writer.isEmpty() || (sensitive && !SensitiveFields.notices(writer.get()))
                        ? Optional.of(
                                name(type) + "." + field.field().getName() + " is not written as a field of its own")
                        : sensitive ? Optional.empty() : in(writer.get().getType(), writer.get());
                if (why.isPresent()) {
                    return why;
                }
            }
        }
        return Optional.empty();
    }

    /** Whether something sensitive is in there, however it is written. */
    private boolean holds(JavaType type, Set<JavaType> seen) {
        if (!seen.add(type)) {
            return false;
        }
        JavaType content = type.getContentType();
        if (content != null && holds(content, seen)) {
            return true;
        }
        if (subtypesOf(type).stream().anyMatch(subtype -> holds(types.constructType(subtype), seen))) {
            return true;
        }
        Class<?> raw = type.getRawClass();
        return !raw.getName().startsWith("java.")
                && !raw.isEnum()
                && (parameters(raw) > 0
                        || declared(type).stream()
                                .anyMatch(field -> field.field().isAnnotationPresent(Sensitive.class)
                                        || holds(field.type(), seen)));
    }

    /** How many of a constructor are sensitive, where that is not the same as its fields. */
    private static long parameters(Class<?> raw) {
        return raw.isRecord()
                ? 0
                : Arrays.stream(raw.getDeclaredConstructors())
                        .mapToLong(made -> Arrays.stream(made.getParameters())
                                .filter(parameter -> parameter.isAnnotationPresent(Sensitive.class))
                                .count())
                        .max()
                        .orElse(0);
    }

    /** A field that is data, and its type where it is inherited. */
    private record Declared(Field field, JavaType type) {
        boolean isWrittenBy(BeanPropertyWriter writer) {
            String member = writer.getMember() == null ? "" : writer.getMember().getName();
            String name = field.getName();
            String getter = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            return member.equals(name) || member.equals("get" + getter) || member.equals("is" + getter);
        }
    }

    private List<Declared> declared(JavaType type) {
        List<Declared> fields = new ArrayList<>();
        for (JavaType owner = type;
                owner != null && !owner.getRawClass().getName().startsWith("java.");
                owner = owner.getSuperClass()) {
            for (Field field : owner.getRawClass().getDeclaredFields()) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0 && !field.isSynthetic()) {
                    fields.add(
                            new Declared(field, types.resolveMemberType(field.getGenericType(), owner.getBindings())));
                }
            }
        }
        return fields;
    }

    private static String name(JavaType type) {
        return type.getRawClass().getSimpleName();
    }

    private static String name(ValueSerializer<?> serializer) {
        return serializer.getClass().getSimpleName();
    }
}
