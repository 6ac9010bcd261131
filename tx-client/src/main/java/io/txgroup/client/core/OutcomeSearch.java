package io.txgroup.client.core;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcome;
import io.txgroup.client.TxOutcome.Known;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks managers how groups stand. Each question is repeated until it is answered or given up; it concerns no unit, so
 * nothing follows from the answer. Thread-safe.
 */
final class OutcomeSearch {
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Surroundings around;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, Question> questions = new ConcurrentHashMap<>();

    OutcomeSearch(Surroundings around) {
        this.around = around;
    }

    private static final class Question {
        private final Message.Find find;
        private final long askedAt;
        private final Repetition repetition = new Repetition();
        private final CompletableFuture<TxOutcome> answer = new CompletableFuture<>();
        private volatile String trouble = "";

        Question(Message.Find find, long now) {
            this.find = find;
            this.askedAt = now;
            repetition.restart(now);
        }
    }

    /** Completes in a bounded time: with what is known, or with {@link TxManagerUnavailableException}. */
    CompletionStage<TxOutcome> find(GroupId groupId) {
        Message.Find find = new Message.Find(groupId, last.incrementAndGet());
        Question question = new Question(find, around.time().now());
        if (!around.link().understands(find)) {
            question.answer.completeExceptionally(
                    new TxManagerUnavailableException(
                            groupId,
                            "was not asked for: the managers that are connected are of a version before this question; update"
                                    + " them to the version of this service, then ask again. This says nothing about the group"));
            return question.answer;
        }
        questions.put(find.question(), question);
        around.link().send("", find);
        return question.answer;
    }

    void received(Message.Found found) {
        Question question = questions.get(found.question());
        if (question == null || !question.find.groupId().equals(found.groupId())) {
            return;
        }
        if (found.known() == Message.Found.Known.STORE_UNAVAILABLE) {
            question.trouble = found.what();
            return;
        }
        questions.remove(found.question());
        question.answer.complete(
                new TxOutcome(found.groupId(), known(found.known()), found.everywhere(), found.what()));
    }

    private static Known known(Message.Found.Known known) {
        return switch (known) {
            case COMMITTED -> Known.COMMITTED;
            case ROLLED_BACK -> Known.ROLLED_BACK;
            case UNDECIDED -> Known.UNDECIDED;
            case NO_RECORD -> Known.NO_RECORD;
            case STORE_UNAVAILABLE -> throw new IllegalArgumentException("No answer: " + known);
        };
    }

    /** Time passes. Called by one thread. */
    void tick(long now) {
        for (Question question : questions.values()) {
            boolean over = now - question.askedAt >= PATIENCE_NANOS;
            if (over || around.link().isCutOff()) {
                giveUp(question, now);
            } else if (question.repetition.due(now)) {
                around.link().send("", question.find);
            }
        }
    }

    private void giveUp(Question question, long now) {
        questions.remove(question.find.question());
        String trouble = question.trouble.isEmpty() ? around.link().describe() : question.trouble;
        question.answer.completeExceptionally(new TxManagerUnavailableException(
                question.find.groupId(),
                "was asked for, but not answered in " + (now - question.askedAt) / 1_000_000 + " ms: " + trouble
                        + ". This says nothing about the group; ask again"));
    }
}
