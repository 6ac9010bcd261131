package io.txgroup.verification.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.running.TxDefinition;
import io.txgroup.client.spi.Calls;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A group that was opened elsewhere, and calls this service. */
final class Group {
    private static final Duration LONGEST_END = Duration.ofSeconds(30);
    private static final TxDefinition DEFINITION = TxDefinition.labelled("Scenario.run");

    private final ObedientManager manager;
    private final GroupId id = ObedientManager.newGroup();
    private final Duration timeLeft;
    private CallPath next = CallPath.ROOT.attempt(1);
    private int calls = 1;

    Group(ObedientManager manager, Duration timeLeft) {
        this.manager = manager;
        this.timeLeft = timeLeft;
    }

    /** Calls a method of the service that takes part, and fails as it fails. */
    <T> T call(Callable<T> method) throws Exception {
        try (Calls.Inbound request = manager.threads().open(ObedientManager.header(id, next, timeLeft), report -> {})) {
            return run(manager, method);
        } finally {
            calls++;
            next = CallPath.ROOT.attempt(calls);
        }
    }

    /** Calls a method of the service that takes part, and fails as it fails. */
    void call(Action method) throws Exception {
        call(() -> {
            method.run();
            return true;
        });
    }

    /** Runs code as an annotated method: of the group that its request names, else of a group that it starts. */
    @SuppressWarnings("unchecked")
    static <T> T run(ObedientManager manager, Callable<T> method) throws Exception {
        try {
            return (T) manager.runner().run(DEFINITION, method::call);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The outcome is COMMIT, and everything that was held has committed. */
    void commit() throws Exception {
        end(Outcome.COMMIT, ResourceEnd.Result.COMMITTED);
    }

    /** The outcome is ROLLBACK, and everything that was held has rolled back. */
    void rollback() throws Exception {
        end(Outcome.ROLLBACK, ResourceEnd.Result.ROLLED_BACK);
    }

    private void end(Outcome outcome, ResourceEnd.Result wanted) throws Exception {
        Message.Acknowledge said = manager.decide(id, outcome).get(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
        assertThat(said.outcome()).isEqualTo(outcome);
        assertThat(said.ends())
                .isNotEmpty()
                .allSatisfy(end -> assertThat(end.result()).as("%s", end).isEqualTo(wanted));
    }

    /** Code that may throw. */
    interface Action {
        void run() throws Exception;
    }
}
