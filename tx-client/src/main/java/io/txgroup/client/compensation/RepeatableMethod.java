package io.txgroup.client.compensation;

import static java.util.Objects.requireNonNull;

import io.txgroup.client.running.TxDefinition;
import java.lang.reflect.Method;
import java.util.function.Supplier;

/**
 * A method of a bean that takes part in groups.
 *
 * @param id its stable name in the service
 * @param method as the bean's class declares it
 * @param definition how it runs in a group
 * @param bean gives the bean, with its proxies
 * @param form of its arguments; one that refuses them if the method is only for a person
 */
public record RepeatableMethod(
        String id, Method method, TxDefinition definition, Supplier<Object> bean, ArgumentForms.Form form) {
    public RepeatableMethod {
        requireNonNull(id, "id is null");
        requireNonNull(method, "method is null");
        requireNonNull(definition, "definition is null");
        requireNonNull(bean, "bean is null");
        requireNonNull(form, "form is null");
    }
}
