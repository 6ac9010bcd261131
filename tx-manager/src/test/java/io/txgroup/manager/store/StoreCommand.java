package io.txgroup.manager.store;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One command on its way to an {@link InMemoryRedis} and back. Lost before {@link #carryOut()}, it never happens; lost
 * after it, it has happened and nobody knows; carried out after it was lost, it comes late. A connection that has
 * broken meanwhile carries nothing out.
 *
 * @param <T> what it answers
 */
public final class StoreCommand<T> {
    private final String name;
    private final Node.Connection connection;
    private final Supplier<Supplier<@Nullable T>> effect;
    private final CompletableFuture<T> stage = new CompletableFuture<>();
    private boolean arrived;
    private @Nullable Supplier<@Nullable T> reply;

    StoreCommand(String name, Node.Connection connection, Supplier<Supplier<@Nullable T>> effect) {
        this.name = name;
        this.connection = connection;
        this.effect = effect;
    }

    /** What it is, for a trace. */
    public String name() {
        return name;
    }

    /** The command reaches the server, which does it at once. At most once. */
    public void carryOut() {
        if (arrived) {
            throw new IllegalStateException(name + " - carried out twice; nobody may repeat a command");
        }
        arrived = true;
        if (connection.isOpen()) {
            reply = effect.get();
        }
    }

    /**
     * The answer reaches the manager. A gate answers by what the replicas have had so far, as a WAIT that ends now; if
     * the server did not do the command, or broke off while it waited, the command is lost.
     */
    public void answer() {
        T answer = reply == null ? null : reply.get();
        if (answer == null) {
            lose();
        } else {
            stage.complete(answer);
        }
    }

    /** The manager gives up waiting: it does not know whether the command was or will be carried out. */
    public void lose() {
        stage.completeExceptionally(new IOException(name + " - not answered: nobody knows whether it was carried out"));
    }

    CompletionStage<T> stage() {
        return stage;
    }

    @Override
    public String toString() {
        return name;
    }
}
