package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

import io.txgroup.manager.compensation.CallbackReply.Choice;
import org.jspecify.annotations.Nullable;

/**
 * How far the callback has been told one event. Times are the store's, in milliseconds.
 *
 * @param result what came of it
 * @param tries how many tries were begun
 * @param nextAt when the next try begins, while it is not told
 * @param endedAt when it was answered or given up; 0 before
 * @param choice what the application wants; null if it left that open
 * @param note what the application said, or why it could not be told, in words for a person
 */
public record Telling(Result result, int tries, long nextAt, long endedAt, @Nullable Choice choice, String note) {

    /** What came of it. */
    public enum Result {
        /** It will be told. */
        NOT_YET,
        /** It was told, and answered. */
        TOLD,
        /** There was nobody to be told. */
        NOBODY,
        /** It could not be told, and is not tried again. */
        GIVEN_UP
    }

    public Telling {
        requireNonNull(result, "result is null");
        requireNonNull(note, "note is null");
    }

    /** It is to be told at that time. */
    public static Telling due(long at) {
        return new Telling(Result.NOT_YET, 0, at, 0, null, "");
    }

    /** Whether it is still to be told. */
    public boolean isOpen() {
        return result == Result.NOT_YET;
    }

    /** A try begins; if nobody answers it, the next one follows. */
    public Telling begun(long now) {
        return new Telling(result, tries + 1, now + Callback.LONGEST_MILLIS, 0, null, note);
    }

    /** A try was in vain, the next one comes at that time. */
    public Telling again(long at, String reason) {
        return new Telling(result, tries, at, 0, null, reason);
    }

    /** It has come to an end. */
    public Telling ended(Result how, long now, @Nullable Choice wanted, String why) {
        return new Telling(how, tries, 0, now, wanted, why);
    }
}
