package io.txgroup.client.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.core.FakeWork;
import io.txgroup.client.spi.Calls;
import io.txgroup.protocol.CallPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A request whose handler need not be annotated. */
class WholeRequestTests {
    private final OneManager manager = new OneManager();
    private final ThreadCalls threads = ThreadCalls.joiningWholeRequests(() -> manager.units);
    private final List<String> reports = new ArrayList<>();

    @Test
    void answersYesAtItsEndForWhatItsHandlerHolds() throws Exception {
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            assertThat(threads.unannotated()).isEmpty();
            threads.scope().orElseThrow().enlist(FakeWork::new);
            assertThat(manager.joined()).isEmpty();

            request.ended();
        }

        assertThat(manager.joined()).containsExactly(new CallPath("0.1"));
        assertThat(lastReport()).startsWith("2;;order");
        assertThat(threads.scope()).isEmpty();
    }

    @Test
    void isNoCallWhileNothingTakesPart() {
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            request.ended();
        }

        assertThat(manager.units.groups()).isEmpty();
        assertThat(lastReport()).isEqualTo("1;");
    }

    @Test
    void beginsWithItsFirstOutboundCall() {
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            Calls.Attempt attempt = threads.attempt("another service").orElseThrow();
            attempt.answered(null, false);

            assertThat(attempt.header()).contains(";0.1.1;");
            request.ended();
        }
    }

    @Test
    void answersNoWhenItsReplyIsAnError() throws Exception {
        FakeWork work = new FakeWork();
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            threads.scope().orElseThrow().enlist(() -> work);
            request.failed("the reply has status 409", null);

            request.ended();

            assertThat(work.ends).containsExactly("rollback");
        }
        assertThat(lastReport()).contains("status+409");
        assertThat(manager.joined()).isEmpty();
    }

    @Test
    void answersNoWhenItEndsWithoutAnAnswer() throws Exception {
        FakeWork work = new FakeWork();

        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            threads.scope().orElseThrow().enlist(() -> work);
        }

        assertThat(work.ends).containsExactly("rollback");
        assertThat(lastReport()).contains("ended+without+a+reply");
    }

    @Test
    void failsWhenWhatItHoldsCannotBeCommitted() throws Exception {
        FakeWork work = FakeWork.broken("a constraint is broken");
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            threads.scope().orElseThrow().enlist(() -> work);

            assertThatThrownBy(request::ended)
                    .isInstanceOf(TxRolledBackException.class)
                    .hasMessageContaining("a constraint is broken");
        }

        assertThat(work.ends).containsExactly("rollback");
        assertThat(lastReport()).contains("constraint");
    }

    @Test
    void annotatedMethodsShareItHoweverManyThereAre() throws Throwable {
        TxRunner runner = new TxRunner(manager.units, threads, LocalTransactions.NONE, Duration.ofSeconds(30));
        TxDefinition definition = TxDefinition.labelled("Stock.take");
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            for (int i = 0; i < 2; i++) {
                runner.run(definition, () -> threads.scope().orElseThrow().enlist(FakeWork::new));
            }
            assertThat(manager.joined()).isEmpty();

            request.ended();
        }

        assertThat(manager.joined()).containsExactly(new CallPath("0.1"));
    }

    @Test
    void staysRefusedWhenItsCallWasRefused() {
        String past = manager.header("0.1").replace(";30000;", ";0;");
        try (Calls.Inbound request = threads.open(past, reports::add)) {
            assertThatThrownBy(threads::scope).isInstanceOf(TxRolledBackException.class);
            assertThatThrownBy(threads::scope).hasMessageContaining("deadline has passed");
            request.ended();
        }

        assertThat(lastReport()).contains("deadline");
    }

    @Test
    void takesNothingMoreOnceItHasAnswered() throws Exception {
        Calls.Branch branch;
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            branch = threads.branch();
            request.ended();
        }

        try (Calls.Entered entered = branch.enter()) {
            assertThatThrownBy(threads::scope)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wait for branches");
        }
    }

    private String lastReport() {
        return reports.get(reports.size() - 1);
    }
}
