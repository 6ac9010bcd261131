package io.txgroup.verification.chaos.load;

import io.txgroup.verification.chaos.history.Answer;
import io.txgroup.verification.chaos.history.Told;
import io.txgroup.verification.chaos.history.Transfer;
import java.util.List;

/**
 * One transfer that was asked for and answered.
 *
 * @param transfer what was asked for
 * @param path the instances that it was to go over, the starter first
 * @param began when, by System.nanoTime
 * @param ended when its caller had its answer
 * @param answer what the caller heard
 * @param said the answer in words
 */
public record Attempt(Transfer transfer, List<String> path, long began, long ended, Answer answer, String said) {
    public Attempt {
        path = List.copyOf(path);
    }

    /** Whether everything was booked, as its caller was told. */
    public boolean succeeded() {
        return answer.told() == Told.SUCCESS;
    }

    /** Whether it should have succeeded, and did not. */
    public boolean fell() {
        return !succeeded() && !transfer.refused();
    }
}
