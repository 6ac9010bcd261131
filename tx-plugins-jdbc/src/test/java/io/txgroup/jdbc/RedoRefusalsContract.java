package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.ResourceEnd;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;

/** What is not done again, and what is discarded. */
abstract class RedoRefusalsContract extends RedoSetup {
    RedoRefusalsContract(TestDatabase database) {
        super(database);
    }

    // ---- not repaired

    @Test
    void differsIfItDoesNoWorkWhereSomeIsLost() throws Exception {
        lost("stock#1", FIRST);

        RedoEnded ended = redoOne(process);

        assertThat(ended.result()).isEqualTo(Result.DIFFERS);
        assertThat(ended.detail()).contains("stock#1");
        assertNothingDone("0.1 stock#1 T");
    }

    @Test
    void differsIfItWorksWhereTheOriginalDidNot() throws Exception {
        lost("stock#1", FIRST);
        process.work.put(
                "0.1",
                () -> transaction(status -> {
                    insert(1);
                    transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> insert(2));
                }));

        RedoEnded ended = redoOne(process);

        assertThat(ended.result()).isEqualTo(Result.DIFFERS);
        assertThat(ended.detail()).contains("stock#2");
        assertNothingDone("0.1 stock#1 T");
    }

    @Test
    void isGivenUpWhenItTakesTooLongAlsoIfItsCodeGoesOn() throws Exception {
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> {
            insert(1);
            process.pass(RedoProcess.TIMEOUT.plusMillis(1));
            assertThat(connectionsInUse()).isZero();
            assertThatThrownBy(() -> insert(2)).hasMessageContaining("is over");
        });

        RedoEnded ended = redoOne(process);

        assertThat(ended.result()).isEqualTo(Result.FAILED);
        assertThat(ended.detail()).contains("longer than tx.client.timeout, 20000 ms");
        assertNothingDone("0.1 stock#1 T");
    }

    @Test
    void isGivenUpInTimeAlsoIfItWasStoppedBeforeAndGoesOn() throws Exception {
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> {
            insert(1);
            assertThatThrownBy(() -> process.threads.attempt("POST http://account"))
                    .isInstanceOf(IllegalStateException.class);
            process.pass(RedoProcess.TIMEOUT.plusMillis(1));
            assertThat(connectionsInUse()).isZero();
        });

        RedoEnded ended = redoOne(process);

        assertThat(ended.result()).isEqualTo(Result.DIFFERS);
        assertNothingDone("0.1 stock#1 T");
    }

    @Test
    void tellsNoMessageOfACallWithSensitiveArguments() throws Exception {
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> {
            throw new IllegalStateException("Key (iban)=(DE89) already exists");
        });
        Invocation open = invocation(FIRST);
        Invocation sensitive =
                new Invocation(FIRST, open.methodId(), open.arguments(), List.of("/0"), open.context(), "");

        assertThat(redoOne(process).detail()).contains("DE89");
        assertThat(process.redo(redo(List.of(lost("stock#1")), sensitive)).detail())
                .contains("IllegalStateException")
                .doesNotContain("DE89");
    }

    @Test
    void runsALowerAttemptSinceTheStoreHasForgottenTheLaterOnes() throws Exception {
        lost("stock#1", FIRST);
        Redo first = redo(List.of(lost("stock#1")), invocation(FIRST));
        process.work.put("0.1", () -> {
            throw new IllegalStateException("not yet");
        });
        assertThat(redoOne(process).result()).isEqualTo(Result.FAILED);

        process.work.put("0.1", () -> insert(1));

        assertThat(process.redo(first).result()).isEqualTo(Result.REPAIRED);
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void differsIfItCallsAnotherServiceThoughItSwallowsTheRefusal() throws Exception {
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> {
            insert(1);
            assertThatThrownBy(() -> process.threads.attempt("POST http://account"))
                    .isInstanceOf(IllegalStateException.class);
        });

        RedoEnded ended = redoOne(process);

        assertThat(ended.result()).isEqualTo(Result.DIFFERS);
        assertThat(ended.detail()).contains("http://account");
        assertNothingDone("0.1 stock#1 T");
    }

    @Test
    void cannotTellApartTwoConnectionsToOneDatabaseIfOneOfThemHasCommitted() throws Exception {
        outside.update("INSERT INTO stock VALUES (2, 1)");
        lost("stock#1", FIRST);
        process.work.put(
                "0.1",
                () -> transaction(status -> {
                    insert(1);
                    transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> insert(2));
                }));

        RedoEnded ended = process.redo(redo(
                List.of(lost("stock#1"), new RedoResource("stock#2", RedoResource.Verdict.COMMITTED)),
                invocation(FIRST)));

        assertThat(ended.result()).isEqualTo(Result.CANNOT);
        assertThat(ended.detail()).contains("[stock#1] is lost", "committed ([stock#2])");
        assertThat(process.ran).isEmpty();
        assertThat(visible()).isEqualTo(1);
        assertThat(rows()).containsExactly("0.1 stock#1 T");
    }

    @Test
    void cannotGoOnWhereAnotherRedoHasCommittedOnlyOneOfTwoConnections() throws Exception {
        lost("stock#1", FIRST);
        lost("stock#2", FIRST);
        outside.update("UPDATE tx_commit_marker SET state = 'C' WHERE resource = 'stock' AND ordinal = 2");

        RedoEnded ended = process.redo(redo(List.of(lost("stock#1"), lost("stock#2")), invocation(FIRST)));

        assertThat(ended.result()).isEqualTo(Result.CANNOT);
        assertThat(ended.ends())
                .containsExactly(new ResourceEnd("stock#2", ResourceEnd.Result.COMMITTED, "its mark is there"));
        assertThat(process.ran).isEmpty();
    }

    @Test
    void cannotRunWhatIsGoneOrManualOrUnknownAndRunsNothingThen() throws Exception {
        lost("stock#1", FIRST);
        Invocation gone = new Invocation(SECOND, "Service.gone()", "", List.of(), Map.of(), "");
        Invocation manual = Invocation.manualOnly(SECOND, RedoProcess.METHOD, "a stream can't be kept");

        RedoEnded missing = process.redo(redo(List.of(lost("stock#1")), invocation(FIRST), gone));
        RedoEnded byHand = process.redo(redo(List.of(lost("stock#1")), invocation(FIRST), manual));
        RedoEnded nowhere = process.redo(redo(List.of(lost("gone#1")), invocation(FIRST)));
        RedoEnded nothing = process.redo(new Redo(
                unit.groupId(), dead(), new Epoch("e"), 9, List.of(FIRST), List.of(lost("stock#1")), List.of()));

        assertThat(List.of(missing, byHand, nowhere, nothing))
                .extracting(RedoEnded::result)
                .containsOnly(Result.CANNOT);
        assertThat(missing.detail()).contains("Service.gone()");
        assertThat(byHand.detail()).contains("a stream can't be kept");
        assertThat(nowhere.detail()).contains("gone#1");
        assertThat(nothing.detail()).contains("0.1");
        assertThat(process.ran).isEmpty();
    }

    // ---- discarded

    @Test
    void whatIsDiscardedIsNeverRepaired() throws Exception {
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> insert(1));

        assertThat(process.discard(discard()).ends()).singleElement().satisfies(end -> assertThat(end.result())
                .isEqualTo(ResourceEnd.Result.DISCARDED));
        assertThat(process.discard(discard()).ends()).singleElement().satisfies(end -> assertThat(end.result())
                .isEqualTo(ResourceEnd.Result.DISCARDED));
        assertThat(redoOne(process).result()).isEqualTo(Result.DIFFERS);
        assertNothingDone("0.1 stock#1 D");
    }

    @Test
    void nothingIsDiscardedWithoutATombstone() {
        assertThat(process.discard(discard()).ends()).singleElement().satisfies(end -> assertThat(end.result())
                .isEqualTo(ResourceEnd.Result.UNPROVEN));
        assertThat(rows()).isEmpty();
    }
}
