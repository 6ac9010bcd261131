package io.txgroup.client.compensation;

import io.txgroup.client.Sensitive;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;

/** Notes, while values are written, where those are that must be masked. */
final class SensitiveFields extends ValueSerializerModifier {
    /** The key of the list of pointers that grows while one value is written. */
    static final String POINTERS = SensitiveFields.class.getName();

    private static final long serialVersionUID = 1L;

    @Override
    public List<BeanPropertyWriter> changeProperties(
            SerializationConfig config, BeanDescription.Supplier bean, List<BeanPropertyWriter> properties) {
        properties.replaceAll(property -> isToBeNoted(property) ? new Noting(property) : property);
        return properties;
    }

    /** What is unwrapped has no place of its own. */
    private static boolean isToBeNoted(BeanPropertyWriter property) {
        return property.getAnnotation(Sensitive.class) != null && !property.isUnwrapping();
    }

    /** Whether it is noted where that writes. */
    static boolean notices(BeanPropertyWriter property) {
        return property instanceof Noting;
    }

    private static final class Noting extends BeanPropertyWriter {
        private static final long serialVersionUID = 1L;

        Noting(BeanPropertyWriter property) {
            super(property);
        }

        private Noting(BeanPropertyWriter property, PropertyName name) {
            super(property, name);
        }

        @Override
        protected BeanPropertyWriter _new(PropertyName name) {
            return new Noting(this, name);
        }

        @Override
        public void serializeAsProperty(Object bean, JsonGenerator json, SerializationContext context)
                throws Exception {
            super.serializeAsProperty(bean, json, context);
            note(json, context);
        }

        @Override
        public void serializeAsElement(Object bean, JsonGenerator json, SerializationContext context) throws Exception {
            super.serializeAsElement(bean, json, context);
            note(json, context);
        }

        @SuppressWarnings("unchecked") // only JsonForm sets it
        private static void note(JsonGenerator json, SerializationContext context) {
            Object pointers = context.getAttribute(POINTERS);
            if (pointers != null) {
                ((List<String>) pointers)
                        .add(json.streamWriteContext().pathAsPointer().toString());
            }
        }
    }
}
