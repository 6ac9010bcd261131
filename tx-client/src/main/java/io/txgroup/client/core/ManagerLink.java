package io.txgroup.client.core;

import io.txgroup.protocol.Message;
import java.time.Duration;
import java.util.Optional;

/**
 * The port to the managers. Nothing is promised of a message that was sent: it may be lost, and whoever waits for an
 * answer repeats it. Thread-safe; no method blocks.
 */
public interface ManagerLink {
    /** How long a caller waits for a manager to come back, as long as nothing else tells it what to do. */
    Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /**
     * Sends to the manager of that name if it is connected, else to any other.
     *
     * @param home the manager that keeps the group's record at hand, or empty for any
     * @return false if no manager is connected; the message is dropped
     */
    boolean send(String home, Message.ToManager message);

    /**
     * Whether a manager that is connected knows this kind of message; also true while none is connected. {@link #send}
     * drops what no connected manager would understand.
     */
    default boolean understands(Message.ToManager message) {
        return true;
    }

    /** Why no manager can be used at present; empty while at least one can. */
    Optional<Trouble> trouble();

    /** Whether no manager could be used for so long that a caller should not wait any more. */
    default boolean isCutOff() {
        return trouble()
                .filter(trouble -> trouble.since().compareTo(LONGEST_WAIT) >= 0)
                .isPresent();
    }

    /** What is wrong with the managers, in words for a person. */
    default String describe() {
        return trouble()
                .map(trouble -> trouble.what() + " for " + trouble.since().toMillis() + " ms")
                .orElse("the managers can be reached now");
    }

    /**
     * Why no manager can be used.
     *
     * @param what is unreachable, in words for a person, with the addresses
     * @param since how long it has been so
     */
    record Trouble(String what, Duration since) {}
}
