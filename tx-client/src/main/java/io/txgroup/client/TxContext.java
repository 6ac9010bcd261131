package io.txgroup.client;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * What a method can ask and say about the group that its thread runs in. A bean: inject it. Thread-safe; the methods
 * that act throw {@link IllegalStateException} outside any group.
 */
public final class TxContext {
    private final CurrentCall currentCall;

    /** Over what the threads of this application run. */
    public TxContext(CurrentCall currentCall) {
        this.currentCall = currentCall;
    }

    /** Whether the current thread runs in a group. */
    public boolean isActive() {
        return currentCall.scope().isPresent();
    }

    /** The group's name, as logs and the managers know it; empty outside any group. */
    public Optional<GroupId> groupId() {
        return currentCall.scope().map(CallScope::groupId);
    }

    /**
     * Whether the method is being run again because what it wrote the first time was lost, although its group has
     * committed. What it did outside of its own databases the first time, such as an e-mail, has perhaps been done.
     */
    public boolean isRedo() {
        return currentCall.scope().flatMap(CallScope::repair).isPresent();
    }

    /** The time until the group's deadline; zero or less when it has passed. */
    public Duration timeLeft() {
        return scope("tell the time left").timeLeft();
    }

    /**
     * Makes COMMIT impossible for the whole group. The method goes on; the starter's caller gets a
     * {@link TxRolledBackException} with the reason, also if the method returns normally.
     *
     * @param reason in words for a person
     */
    public void setRollbackOnly(String reason) {
        scope("be rolled back").veto(reason);
    }

    /** Whether the group can only be rolled back, as far as this service knows. */
    public boolean isRollbackOnly() {
        return scope("tell whether it is rolled back").rollbackOnly();
    }

    /** Has the synchronization told how the group ended. This service takes part in the group from now on. */
    public void register(TxSynchronization synchronization) {
        scope("register a synchronization").whenEnded(outcome -> {
            if (outcome == Outcome.COMMIT) {
                synchronization.afterCommit();
            } else {
                synchronization.afterRollback();
            }
        });
    }

    private CallScope scope(String what) {
        return currentCall
                .scope()
                .orElseThrow(() -> new IllegalStateException("This thread runs in no group, so it can't " + what
                        + "; call it from a @TxTransaction method, and in its thread"));
    }
}
