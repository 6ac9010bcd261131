package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcome;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Found.Known;
import io.txgroup.protocol.ProcessId;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutcomeSearchTests {
    private static final GroupId GROUP = GroupId.next(1, new Random(1), 1);

    private final AtomicLong now = new AtomicLong();
    private final HeardLink wire = new HeardLink();
    private final List<Message.ToManager> said = wire.said;
    private final Units units = new Units(
            new Surroundings(
                    new ProcessId("order", "order-1", "p"),
                    wire,
                    Runnable::run,
                    Runnable::run,
                    new Surroundings.Time(now::get, () -> 1_000L),
                    new Random(2)),
            new ClientRules());
    private final CompletableFuture<TxOutcome> answer = new CompletableFuture<>();

    @Test
    void tellsWhatAManagerAnswers() {
        ask();

        units.received("m", found(question(0), Known.COMMITTED));

        assertThat(answer).isCompletedWithValue(new TxOutcome(GROUP, TxOutcome.Known.COMMITTED, true, "said so"));
    }

    @Test
    void asksAgainUntilItIsAnsweredAndThenNoMore() {
        ask();
        pass(300);
        pass(600);

        assertThat(said).hasSize(3).containsOnly(said.get(0));
        units.received("m", found(question(0), Known.NO_RECORD));
        pass(5_000);

        assertThat(said).hasSize(3);
        assertThat(answer.join().known()).isEqualTo(TxOutcome.Known.NO_RECORD);
    }

    @Test
    void doesNotTakeAnAnswerToAnEarlierQuestionForOneToThis() {
        units.find(GROUP);
        ask();

        units.received("m", found(question(0), Known.UNDECIDED));

        assertThat(answer).isNotDone();
        units.received("m", found(question(1), Known.ROLLED_BACK));
        assertThat(answer.join().known()).isEqualTo(TxOutcome.Known.ROLLED_BACK);
    }

    @Test
    void aStoreThatIsAwayIsNoAnswerButIsNamedInTheEnd() {
        ask();
        units.received("m", found(question(0), Known.STORE_UNAVAILABLE));
        assertThat(answer).isNotDone();

        pass(5_001);

        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(TxManagerUnavailableException.class)
                .hasMessageContaining("5001 ms")
                .hasMessageContaining("said so")
                .hasMessageContaining("says nothing about the group");
    }

    @Test
    void givesUpAtOnceWhenNoManagerHasBeenReachedForASecond() {
        wire.trouble = new ManagerLink.Trouble("manager 10.0.0.1:7300 not reached", Duration.ofSeconds(1));
        ask();

        pass(20);

        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(TxManagerUnavailableException.class)
                .hasMessageContaining("manager 10.0.0.1:7300 not reached");
    }

    @Test
    void saysThatTheManagersAreTooOldForTheQuestion() {
        wire.understands = false;
        ask();

        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(TxManagerUnavailableException.class)
                .hasMessageContaining("update them");
        assertThat(said).isEmpty();
    }

    private void ask() {
        units.find(GROUP).whenComplete((outcome, failure) -> {
            if (failure == null) {
                answer.complete(outcome);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    private void pass(long millis) {
        now.addAndGet(millis * 1_000_000);
        units.tick();
    }

    private long question(int index) {
        return ((Message.Find) said.get(index)).question();
    }

    private static Message.Found found(long question, Known known) {
        return new Message.Found(GROUP, question, known, known.isOutcome(), "said so");
    }
}
