package io.txgroup.client.compensation;

import io.txgroup.client.Sensitive;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
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
        properties.replaceAll(
                property -> property.getAnnotation(Sensitive.class) == null ? property : new Noting(property));
        return properties;
    }

    private static final class Noting extends BeanPropertyWriter {
        private static final long serialVersionUID = 1L;

        Noting(BeanPropertyWriter property) {
            super(property);
        }

        @Override
        @SuppressWarnings("unchecked") // only JsonForm sets it
        public void serializeAsProperty(Object bean, JsonGenerator json, SerializationContext context)
                throws Exception {
            super.serializeAsProperty(bean, json, context);
            Object pointers = context.getAttribute(POINTERS);
            if (pointers != null) {
                ((List<String>) pointers)
                        .add(json.streamWriteContext().pathAsPointer().toString());
            }
        }
    }
}
