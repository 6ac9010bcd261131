package io.txgroup.client.compensation;

import io.txgroup.client.core.CannotRepeatException;
import io.txgroup.client.core.Repeating;
import io.txgroup.client.running.ThreadCalls;
import io.txgroup.client.running.TxDefinition;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.Calls;
import io.txgroup.client.spi.TxContextCarrier;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The methods of this process that take part in groups: keeps what it takes to run them again, and runs them again. Only
 * what was registered at the start is ever run, by its name. Thread-safe.
 */
public final class RepeatableMethods implements Repeating {
    private static final Logger log = LoggerFactory.getLogger(RepeatableMethods.class);

    private final ThreadCalls threads;
    private final Executor executor;
    private final Duration timeout;
    private final int maxSize;
    private final Map<String, RepeatableMethod> byId = new ConcurrentHashMap<>();
    private final Map<Key, RepeatableMethod> byMethod = new ConcurrentHashMap<>();
    private volatile Contexts contexts = new Contexts(List.of());

    /**
     * Without any method yet.
     *
     * @param executor runs redos
     * @param timeout how long one redo may go on
     * @param maxSize what the arguments and contexts of one unit's calls may have in all, in bytes
     */
    public RepeatableMethods(ThreadCalls threads, Executor executor, Duration timeout, int maxSize) {
        this.threads = threads;
        this.executor = executor;
        this.timeout = timeout;
        this.maxSize = maxSize;
    }

    private record Key(Method method, Class<?> type) {}

    /** What goes along beside arguments from now on; fails if two have one name. */
    public void carry(List<TxContextCarrier> carriers) {
        contexts = new Contexts(carriers);
    }

    /**
     * Knows one more method from now on.
     *
     * @param type the bean's class, without proxies
     * @throws IllegalStateException if another method has its name
     */
    public void register(Class<?> type, RepeatableMethod method) {
        RepeatableMethod other = byId.putIfAbsent(method.id(), method);
        if (other != null) {
            throw new IllegalStateException("Two methods have the id '" + method.id() + "': " + other.method() + " and "
                    + method.method() + "; give one of them another @TxTransaction(id = ...), for lost work is run"
                    + " again by it");
        }
        if (!method.method().trySetAccessible()) {
            throw new IllegalStateException(method.method() + " can't be called by reflection: open its package to this"
                    + " module, or make the method public in a public class");
        }
        byMethod.put(new Key(method.method(), type), method);
    }

    /** The methods that are known, by their names. */
    public Optional<RepeatableMethod> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * What it takes to run a method again that is about to run, as its arguments are now. Never throws: what can't be kept
     * is only for a person.
     *
     * @param method as the bean's class declares it
     * @param type the bean's class, without proxies
     */
    public Invocation invocation(
            CallPath callPath, Method method, Class<?> type, TxDefinition definition, @Nullable Object[] arguments) {
        RepeatableMethod known = byMethod.get(new Key(method, type));
        if (known == null) {
            return Invocation.manualOnly(callPath, definition.label(), "its bean was not known at the start");
        }
        try {
            ArgumentForms.Written written = known.form().write(arguments, maxSize);
            return new Invocation(
                    callPath, known.id(), written.arguments(), written.sensitive(), contexts.capture(), "");
        } catch (NotWritableException e) {
            return Invocation.manualOnly(callPath, known.id(), String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            String why = "its arguments can't be written: " + e.getClass().getName();
            return Invocation.manualOnly(callPath, known.id(), why);
        }
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public int maxSize() {
        return maxSize;
    }

    @Override
    public Again prepare(Invocation invocation) throws CannotRepeatException {
        String id = invocation.methodId();
        RepeatableMethod known = byId.get(id);
        if (known == null) {
            throw new CannotRepeatException("there is no method " + id + " in this process (was it renamed? Give it the"
                    + " old name by @TxTransaction(id = ...))");
        }
        if (known.definition().compensation() == Compensation.NEVER) {
            throw new CannotRepeatException(id + " must never be run again by itself (compensation = NEVER)");
        }
        try {
            contexts.require(invocation.context());
            @Nullable Object[] arguments = known.form().read(invocation.arguments());
            return scope -> run(known, arguments, invocation, scope);
        } catch (CannotRepeatException e) {
            throw new CannotRepeatException(id + " can't be run again: " + e.getMessage());
        }
    }

    private void run(RepeatableMethod known, @Nullable Object[] arguments, Invocation invocation, CallScope scope) {
        try (Calls.Entered running = threads.runAgain(scope)) {
            contexts.with(invocation.context(), () -> known.method()
                    .invoke(known.bean().get(), arguments));
        } catch (InvocationTargetException e) {
            threw(known, invocation, e.getTargetException(), scope);
        } catch (Throwable e) {
            scope.veto(known.id() + " could not be run: " + e);
        }
    }

    /** Managers keep and show what they are told: of a call with sensitive arguments, no message that may name one. */
    private static void threw(RepeatableMethod known, Invocation invocation, Throwable thrown, CallScope scope) {
        if (!known.definition().rollsBackOn(thrown)) {
            log.debug("{} - {} threw what it is declared not to roll back for", scope, known.id(), thrown);
            return;
        }
        log.debug("{} - {} threw", scope, known.id(), thrown);
        String what = invocation.sensitive().isEmpty()
                ? thrown.toString()
                : thrown.getClass().getName() + " (its message is not told, since the call has sensitive arguments)";
        scope.veto(known.definition().label() + " threw " + what);
    }
}
