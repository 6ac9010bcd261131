package io.txgroup.client;

import io.txgroup.client.running.GroupRunner;
import io.txgroup.client.running.TxDefinition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs code in a group where an annotation can't stand: in a loop, in a lambda, in a private method. A bean: inject it.
 * Each {@code with...} method gives a copy. Immutable and thread-safe.
 *
 * <pre>{@code
 * Receipt receipt = tx.withLabel("import row").withTimeout(Duration.ofSeconds(5)).execute(() -> place(row));
 * }</pre>
 */
public final class TxTemplate {
    private final GroupRunner runner;
    private final TxDefinition definition;

    private TxTemplate(GroupRunner runner, TxDefinition definition) {
        this.runner = runner;
        this.definition = definition;
    }

    /** With what {@link TxTransaction} has by default. */
    public TxTemplate(GroupRunner runner) {
        this(runner, TxDefinition.labelled("TxTemplate"));
    }

    /** What people call the transaction in logs and figures. */
    public TxTemplate withLabel(String label) {
        return new TxTemplate(runner, definition.withLabel(label));
    }

    /** What happens about the group that the thread may run in. */
    public TxTemplate withPropagation(TxPropagation propagation) {
        return new TxTemplate(runner, definition.withPropagation(propagation));
    }

    /** How long a group may go on that is started here; longer than nothing. */
    public TxTemplate withTimeout(Duration timeout) {
        return new TxTemplate(runner, definition.withTimeout(timeout));
    }

    /** A promise that the code itself writes nothing; a write fails. */
    public TxTemplate readOnly() {
        return new TxTemplate(runner, definition.reading());
    }

    /**
     * Runs the code, and gives back what it gives.
     *
     * @throws E what the code threw; the group is rolled back
     * @throws TxException if the group ended otherwise than the code
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the work gives back a T, and throws nothing but E
    public <T extends @Nullable Object, E extends Exception> T execute(TxWork<T, E> work) throws E {
        try {
            return (T) runner.run(definition, work::run);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw (E) e;
        }
    }
}
