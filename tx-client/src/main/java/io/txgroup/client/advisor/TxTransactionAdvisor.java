package io.txgroup.client.advisor;

import io.txgroup.client.compensation.RepeatableMethods;
import io.txgroup.client.core.Invoked;
import io.txgroup.client.running.TxDefinition;
import io.txgroup.client.running.TxRunner;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Lets methods with {@link io.txgroup.client.TxTransaction} run in groups. It stands outside {@code @Transactional}
 * (whose advisor has the lowest precedence by default), so that the local transaction has ended, faked, when the group
 * closes.
 */
public final class TxTransactionAdvisor extends AbstractPointcutAdvisor {
    /** Outside of everything that Spring itself puts at the lowest precedence. */
    public static final int ORDER = Ordered.LOWEST_PRECEDENCE - 1_000;

    private static final long serialVersionUID = 1L;

    private final transient TxDefinitions definitions;
    private final transient Supplier<TxRunner> runner;
    private final transient Supplier<RepeatableMethods> repeatable;

    /**
     * Makes the advisor.
     *
     * @param runner asked at the first call only: an advisor comes into being before the beans it needs
     * @param repeatable keeps arguments; asked when some must be kept
     */
    public TxTransactionAdvisor(Supplier<TxRunner> runner, Supplier<RepeatableMethods> repeatable) {
        this.definitions = new TxDefinitions();
        this.runner = runner;
        this.repeatable = repeatable;
        setOrder(ORDER);
    }

    @Override
    public Pointcut getPointcut() {
        return new StaticMethodMatcherPointcut() {
            @Override
            public boolean matches(Method method, Class<?> targetClass) {
                return definitions.find(method, targetClass).isPresent();
            }
        };
    }

    @Override
    public Advice getAdvice() {
        return (MethodInterceptor) this::invoke;
    }

    private @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = invocation.getThis();
        Method method = invocation.getMethod();
        Class<?> type = target == null ? method.getDeclaringClass() : target.getClass();
        TxDefinition definition = definitions.find(method, type).orElse(null);
        return definition == null
                ? invocation.proceed()
                : runner.get()
                        .run(definition, new Entered(repeatable, invocation, type, definition), invocation::proceed);
    }

    /** A method that is about to run, with the arguments that it will get. */
    private record Entered(
            Supplier<RepeatableMethods> repeatable, MethodInvocation call, Class<?> type, TxDefinition definition)
            implements Invoked {
        @Override
        public Compensation compensation() {
            return definition.compensation();
        }

        @Override
        public Invocation at(CallPath callPath) {
            Class<?> declared = ClassUtils.getUserClass(type);
            Method specific = AopUtils.getMostSpecificMethod(call.getMethod(), declared);
            return repeatable.get().invocation(callPath, specific, declared, definition, call.getArguments());
        }
    }
}
