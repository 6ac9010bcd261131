package io.txgroup.client.advisor;

import io.txgroup.client.TxTransaction;
import io.txgroup.client.compensation.ArgumentForms;
import io.txgroup.client.compensation.NotWritableException;
import io.txgroup.client.compensation.RepeatableMethod;
import io.txgroup.client.compensation.RepeatableMethods;
import io.txgroup.client.running.TxDefinition;
import io.txgroup.client.spi.TxContextCarrier;
import io.txgroup.protocol.Compensation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * At the start, finds every method with {@link TxTransaction} of every bean, so that it can be run again by its id if its
 * work is lost, and says once which of them only a person can.
 */
public final class RepeatableBeans implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(RepeatableBeans.class);

    private final ConfigurableListableBeanFactory beans;
    private final RepeatableMethods methods;
    private final ArgumentForms forms;
    private final Supplier<List<TxContextCarrier>> carriers;
    private final TxDefinitions definitions = new TxDefinitions();

    /**
     * Finds nothing yet.
     *
     * @param forms how arguments are kept
     * @param carriers what goes along beside arguments; asked at the start
     */
    public RepeatableBeans(
            ConfigurableListableBeanFactory beans,
            RepeatableMethods methods,
            ArgumentForms forms,
            Supplier<List<TxContextCarrier>> carriers) {
        this.beans = beans;
        this.methods = methods;
        this.forms = forms;
        this.carriers = carriers;
    }

    @Override
    public void afterSingletonsInstantiated() {
        methods.carry(carriers.get());
        int found = 0;
        for (Map.Entry<Class<?>, List<String>> named : namesByType().entrySet()) {
            found += register(named.getKey(), named.getValue());
        }
        if (found > 0 && forms == ArgumentForms.UNAVAILABLE) {
            log.warn(
                    "There is no Jackson 3 on the class path (tools.jackson.core:jackson-databind), so no arguments are"
                            + " kept: work that is lost can only be done again by a person");
        }
    }

    private Map<Class<?>, List<String>> namesByType() {
        Map<Class<?>, List<String>> names = new LinkedHashMap<>();
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            if (!ScopedProxyUtils.isScopedTarget(name)) {
                Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
                if (type != null && AnnotationUtils.isCandidateClass(type, TxTransaction.class)) {
                    names.computeIfAbsent(ClassUtils.getUserClass(type), any -> new ArrayList<>())
                            .add(name);
                }
            }
        }
        return names;
    }

    private int register(Class<?> type, List<String> names) {
        Map<Method, TxDefinition> found =
                MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<TxDefinition>)
                        method -> definitions.find(method, type).orElse(null));
        found.forEach((method, definition) -> methods.register(type, describe(type, names, method, definition)));
        return found.size();
    }

    private RepeatableMethod describe(Class<?> type, List<String> names, Method method, TxDefinition definition) {
        String id = TxDefinitions.idOf(method, type);
        ArgumentForms.Form form;
        try {
            requireOneBean(type, names);
            form = forms.of(method, type);
        } catch (NotWritableException e) {
            String why = String.valueOf(e.getMessage());
            form = ArgumentForms.refusing(why);
            if (definition.compensation() != Compensation.NEVER
                    && !definition.readOnly()
                    && forms != ArgumentForms.UNAVAILABLE) {
                log.warn(
                        "{} can't be run again by itself if its work is lost, a person has to repair it: {}. If that is"
                                + " meant, say @TxTransaction(compensation = NEVER)",
                        id,
                        why);
            }
        }
        String bean = names.get(0);
        return new RepeatableMethod(id, method, definition, () -> beans.getBean(bean), form);
    }

    private void requireOneBean(Class<?> type, List<String> names) throws NotWritableException {
        if (names.size() > 1) {
            throw new NotWritableException("the beans " + names + " are all of " + type.getName()
                    + ", and it is not known which of them ran it");
        }
        String name = names.get(0);
        if (!beans.isSingleton(name) && !beans.isPrototype(name)) {
            throw new NotWritableException("the bean " + name + " lives in a scope, which a redo has not");
        }
    }
}
