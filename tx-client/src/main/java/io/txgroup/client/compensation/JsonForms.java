package io.txgroup.client.compensation;

import static com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.ANY;
import static com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.NONE;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.txgroup.client.Sensitive;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.TypeFactory;

/**
 * Arguments as JSON, by Jackson 3 with a mapper of our own: the fields of values, all of them, since what a service hides
 * from its API a method needs all the same. No name of a class is in the data, and what is read must be just what was
 * written. Thread-safe.
 */
public final class JsonForms implements ArgumentForms {
    private static final Logger log = LoggerFactory.getLogger(JsonForms.class);

    private final JsonMapper mapper;

    /** With modules that are found on the class path. */
    public JsonForms() {
        mapper = JsonMapper.builder()
                .findAndAddModules()
                .annotationIntrospector(new EverythingIsData())
                .addModule(new SimpleModule("txgroup").setSerializerModifier(new SensitiveFields()))
                .changeDefaultVisibility(visibility -> visibility
                        .withGetterVisibility(NONE)
                        .withIsGetterVisibility(NONE)
                        .withSetterVisibility(NONE)
                        .withFieldVisibility(ANY))
                .enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS, MapperFeature.PROPAGATE_TRANSIENT_MARKER)
                .disable(MapperFeature.USE_GETTERS_AS_SETTERS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .build();
    }

    @Override
    public Form of(Method method, Class<?> type) throws NotWritableException {
        TypeFactory types = mapper.getTypeFactory();
        @Nullable JavaType owner = types.constructType(type).findSuperType(method.getDeclaringClass());
        Type[] declared = method.getGenericParameterTypes();
        List<JavaType> resolved = new ArrayList<>();
        for (int i = 0; i < declared.length; i++) {
            JavaType parameter = owner == null
                    ? types.constructType(declared[i])
                    : types.resolveMemberType(declared[i], owner.getBindings());
            Optional<String> objection = new WritableTypes(types).objection(parameter);
            if (objection.isPresent()) {
                throw new NotWritableException("parameter " + (i + 1) + ", "
                        + method.getParameters()[i].getType().getSimpleName() + ": " + objection.get());
            }
            resolved.add(parameter);
        }
        return JsonForm.of(mapper, resolved, sensitive(method, type, resolved));
    }

    /** Which parameters are masked as a whole: as they say, or because of what in them could not be masked alone. */
    private Set<Integer> sensitive(Method method, Class<?> type, List<JavaType> resolved) {
        Set<Integer> sensitive = new HashSet<>();
        for (int i = 0; i < resolved.size(); i++) {
            Optional<String> hidden = new HiddenSensitive(mapper).in(resolved.get(i));
            if (method.getParameters()[i].isAnnotationPresent(Sensitive.class)) {
                sensitive.add(i);
            } else if (hidden.isPresent()) {
                sensitive.add(i);
                log.warn(
                        "{}.{} - parameter {}, {}, is masked as a whole for operators: something in it is @Sensitive, but {}."
                                + " If that is meant, put @Sensitive on the parameter",
                        type.getName(),
                        method.getName(),
                        i + 1,
                        method.getParameters()[i].getType().getSimpleName(),
                        hidden.get());
            }
        }
        return sensitive;
    }

    /** What is ignored, renamed by direction, or left out for an API is there all the same. */
    private static final class EverythingIsData extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean hasIgnoreMarker(MapperConfig<?> config, AnnotatedMember member) {
            return false;
        }

        @Override
        public JsonProperty.@Nullable Access findPropertyAccess(MapperConfig<?> config, Annotated annotated) {
            return null;
        }

        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated annotated) {
            return JsonIgnoreProperties.Value.empty();
        }

        @Override
        public JsonInclude.Value findPropertyInclusion(MapperConfig<?> config, Annotated annotated) {
            return JsonInclude.Value.empty();
        }

        @Override
        public Class<?> @Nullable [] findViews(MapperConfig<?> config, Annotated annotated) {
            return null;
        }
    }
}
