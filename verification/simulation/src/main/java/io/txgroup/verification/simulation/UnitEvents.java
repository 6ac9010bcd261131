package io.txgroup.verification.simulation;

import io.txgroup.protocol.Message;
import java.util.List;

/** What a unit can meet: the columns of its table. */
final class UnitEvents {
    static final String SERVE = "serve";
    static final String ATTEMPT = "attempt";
    static final String YES = "answer yes";
    static final String NO = "answer no";
    static final String COMMIT = "commit";
    static final String ROLL_BACK = "roll back";

    static final List<String> ALL = List.of(
            SERVE,
            ATTEMPT,
            YES,
            NO,
            COMMIT,
            ROLL_BACK,
            "CreateAnswer",
            "JoinAnswer",
            "JoinNow",
            "Prepare",
            "Tell COMMIT",
            "Tell ROLLBACK",
            "Undecided",
            "Acknowledged",
            "Ended",
            "Freeze");

    private UnitEvents() {}

    static String name(Message.ToUnit message) {
        return message instanceof Message.Tell tell
                ? "Tell " + tell.outcome()
                : message.getClass().getSimpleName();
    }
}
