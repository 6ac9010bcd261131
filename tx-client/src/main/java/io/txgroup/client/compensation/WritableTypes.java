package io.txgroup.client.compensation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.type.TypeFactory;

/** Finds out from declared types alone whether values of them can be written and read back. Used by one thread. */
final class WritableTypes {
    private static final Set<Class<?>> PLAIN = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Character.class,
            java.math.BigDecimal.class,
            java.math.BigInteger.class,
            java.util.UUID.class,
            java.util.Date.class,
            java.util.Locale.class,
            java.util.Currency.class,
            java.util.TimeZone.class,
            java.util.OptionalInt.class,
            java.util.OptionalLong.class,
            java.util.OptionalDouble.class,
            java.net.URI.class,
            java.net.URL.class);

    private static final Set<String> NO_DATA = Set.of("java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.");

    private final TypeFactory types;
    private final Set<JavaType> seen = new HashSet<>();

    WritableTypes(TypeFactory types) {
        this.types = types;
    }

    /** Why not; empty if nothing speaks against it. */
    Optional<String> objection(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (isPlain(raw) || !seen.add(type)) {
            return Optional.empty();
        }
        if (type.isContainerType() || type.isReferenceType()) {
            return contained(type);
        }
        if (raw == Object.class) {
            return Optional.of("Object (or a type variable, or a raw collection) does not say what is in it");
        }
        String name = raw.getName();
        if (NO_DATA.stream().anyMatch(name::startsWith)) {
            return Optional.of(name + " is no data that could be written and read back");
        }
        return ofUsers(type);
    }

    private static boolean isPlain(Class<?> raw) {
        return raw.isPrimitive()
                || raw.isEnum()
                || PLAIN.contains(raw)
                || raw.getName().startsWith("java.time.");
    }

    private Optional<String> contained(JavaType type) {
        JavaType key = type.getKeyType();
        if (key != null && !isPlain(key.getRawClass())) {
            return Optional.of("the keys of a map are " + key.getRawClass().getName() + ", which is no plain value");
        }
        JavaType content = type.getContentType();
        return objection(content == null ? types.constructType(Object.class) : content);
    }

    private Optional<String> ofUsers(JavaType type) {
        Class<?> raw = type.getRawClass();
        @Nullable JsonTypeInfo info = raw.getAnnotation(JsonTypeInfo.class);
        if (info != null) {
            boolean namesClasses = info.use() == JsonTypeInfo.Id.CLASS || info.use() == JsonTypeInfo.Id.MINIMAL_CLASS;
            return namesClasses
                    ? Optional.of(raw.getName() + " writes names of classes (@JsonTypeInfo); use names of your own")
                    : Optional.empty();
        }
        if (raw.isAnnotationPresent(JsonDeserialize.class)) {
            return Optional.empty();
        }
        if (raw.isInterface() || Modifier.isAbstract(raw.getModifiers())) {
            return Optional.of(raw.getName() + " is " + (raw.isInterface() ? "an interface" : "abstract")
                    + ", so nobody knows what to make when it is read back");
        }
        if (raw.isMemberClass() && !Modifier.isStatic(raw.getModifiers())) {
            return Optional.of(raw.getName() + " is an inner class that is not static");
        }
        return isMadeByCreator(raw) || isMadeEmpty(raw)
                ? fields(type)
                : Optional.of(
                        raw.getName() + " has neither a constructor without parameters nor one whose parameters have"
                                + " names (compile with -parameters, or use @JsonCreator)");
    }

    private static boolean isMadeByCreator(Class<?> raw) {
        Constructor<?>[] constructors = raw.getDeclaredConstructors();
        return raw.isRecord()
                || Arrays.stream(constructors).anyMatch(made -> made.isAnnotationPresent(JsonCreator.class))
                || Arrays.stream(raw.getDeclaredMethods()).anyMatch(made -> made.isAnnotationPresent(JsonCreator.class))
                || (constructors.length == 1
                        && Modifier.isPublic(constructors[0].getModifiers())
                        && namesParameters(constructors[0]));
    }

    private static boolean namesParameters(Executable made) {
        return made.getParameterCount() > 0
                && Arrays.stream(made.getParameters()).allMatch(parameter -> parameter.isNamePresent());
    }

    private static boolean isMadeEmpty(Class<?> raw) {
        return Arrays.stream(raw.getDeclaredConstructors()).anyMatch(made -> made.getParameterCount() == 0);
    }

    private Optional<String> fields(JavaType type) {
        for (JavaType owner = type;
                owner != null && owner.getRawClass() != Object.class;
                owner = owner.getSuperClass()) {
            for (Field field : owner.getRawClass().getDeclaredFields()) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0 && !field.isSynthetic()) {
                    String place = owner.getRawClass().getSimpleName() + "." + field.getName();
                    Optional<String> why =
                            objection(types.resolveMemberType(field.getGenericType(), owner.getBindings()));
                    if (why.isPresent()) {
                        return why.map(reason -> place + ": " + reason);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
