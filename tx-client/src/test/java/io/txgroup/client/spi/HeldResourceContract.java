package io.txgroup.client.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a unit relies on, whatever kind of resource it holds. */
public abstract class HeldResourceContract {

    /** One held resource with the application on one side of it and the outside world on the other. */
    protected interface Subject {
        HeldResource resource();

        /** Writes one thing through the resource, as the application does. */
        void write() throws Exception;

        /** Works until it is stopped; throws when it is. */
        void workForever() throws Exception;

        /** Whether everybody else can see what was written. */
        boolean isVisible() throws Exception;

        /** Ends the resource's session behind its back. */
        void loseSession() throws Exception;

        /** Whether what the resource held is free again. */
        boolean isGivenBack();
    }

    /** A resource just taken, with nothing written. */
    protected abstract Subject take() throws Exception;

    @Test
    void takesPartOnlyOnceItWasWritten() throws Exception {
        Subject subject = take();

        assertThat(subject.resource().takesPart()).isFalse();
        subject.write();
        assertThat(subject.resource().takesPart()).isTrue();

        subject.resource().rollback();
    }

    @Test
    void showsNothingBeforeItsCommit() throws Exception {
        Subject subject = take();
        subject.write();
        subject.resource().checkBeforeJoin();
        subject.resource().prepare();

        assertThat(subject.isVisible()).isFalse();
        if (!subject.resource().canPrepare()) {
            assertThat(subject.isGivenBack()).isFalse();
        }

        subject.resource().rollback();
        assertThat(subject.isVisible()).isFalse();
        assertThat(subject.isGivenBack()).isTrue();
    }

    @Test
    void commitsAndGivesBack() throws Exception {
        Subject subject = take();
        subject.write();
        subject.resource().checkBeforeJoin();
        subject.resource().prepare();
        subject.resource().commit();

        assertThat(subject.isVisible()).isTrue();
        assertThat(subject.isGivenBack()).isTrue();
    }

    @Test
    void rollsBackAndGivesBack() throws Exception {
        Subject subject = take();
        subject.write();
        subject.resource().rollback();

        assertThat(subject.isVisible()).isFalse();
        assertThat(subject.isGivenBack()).isTrue();
    }

    @Test
    void givesBackWhatWasNeverUsed() throws Exception {
        Subject subject = take();
        subject.resource().rollback();

        assertThat(subject.isGivenBack()).isTrue();
    }

    @Test
    void votesNoWhenItsSessionIsLost() throws Exception {
        Subject subject = take();
        subject.write();
        subject.loseSession();

        assertThatThrownBy(() -> subject.resource().checkBeforeJoin()).isInstanceOf(Exception.class);

        subject.resource().rollback();
    }

    @Test
    void noticesBeforeTheDecisionThatItsSessionWasLostAfterTheJoin() throws Exception {
        Subject subject = take();
        subject.write();
        subject.resource().checkBeforeJoin();
        subject.loseSession();

        if (!subject.resource().canPrepare()) {
            assertThatThrownBy(() -> subject.resource().prepare()).isInstanceOf(Exception.class);
        }

        subject.resource().rollback();
    }

    @Test
    void reportsACommitOnALostSessionAndGivesBackAllTheSame() throws Exception {
        Subject subject = take();
        subject.write();
        subject.resource().checkBeforeJoin();
        subject.resource().prepare();
        subject.loseSession();

        if (subject.resource().canPrepare()) {
            subject.resource().commit();
            assertThat(subject.isVisible()).isTrue();
        } else {
            assertThatThrownBy(() -> subject.resource().commit()).isInstanceOf(Exception.class);
            assertThat(subject.isVisible()).isFalse();
        }
        assertThat(subject.isGivenBack()).isTrue();
    }

    @Test
    void rollsBackALostSession() throws Exception {
        Subject subject = take();
        subject.write();
        subject.loseSession();
        subject.resource().rollback();

        assertThat(subject.isVisible()).isFalse();
        assertThat(subject.isGivenBack()).isTrue();
    }

    @Test
    void stopsWhatIsRunning() throws Exception {
        Subject subject = take();
        var thread = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Void> work = CompletableFuture.runAsync(
                    () -> {
                        try {
                            subject.workForever();
                        } catch (Exception e) {
                            throw new CompletionException(e);
                        }
                    },
                    thread);
            while (!work.isDone()) {
                subject.resource().cancel();
                TimeUnit.MILLISECONDS.sleep(20);
            }

            assertThat(work).isCompletedExceptionally();
            subject.resource().rollback();
            assertThat(subject.isGivenBack()).isTrue();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void rollsBackWhileItIsBeingUsed() throws Exception {
        Subject subject = take();
        subject.write();
        var thread = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Void> work = CompletableFuture.runAsync(
                    () -> {
                        try {
                            subject.workForever();
                        } catch (Exception e) {
                            throw new CompletionException(e);
                        }
                    },
                    thread);
            TimeUnit.MILLISECONDS.sleep(100);
            subject.resource().cancel();
            subject.resource().rollback();

            assertThat(work).failsWithin(Duration.ofSeconds(10));
            assertThat(subject.isVisible()).isFalse();
            assertThat(subject.isGivenBack()).isTrue();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void cancelsNothingWhenNothingRuns() throws Exception {
        Subject subject = take();
        subject.resource().cancel();
        subject.write();
        subject.resource().cancel();
        subject.resource().checkBeforeJoin();
        subject.resource().commit();

        assertThat(subject.isVisible()).isTrue();
        assertThatCode(() -> subject.resource().cancel()).doesNotThrowAnyException();
    }
}
