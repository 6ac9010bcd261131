package io.txgroup.manager.group;

import io.txgroup.manager.group.GroupEvent.Said;
import io.txgroup.manager.group.GroupEvent.TimePassed;
import io.txgroup.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The events of one group that are to be done, in their order. Not thread-safe: its mailbox guards it. */
final class WaitingEvents {
    private List<GroupEvent> waiting = new ArrayList<>();
    private List<GroupEvent> inHand = List.of();

    void add(GroupEvent event) {
        waiting.add(event);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether somebody has found that the group is due, so that a copy may be too old. */
    boolean tellOfTime() {
        return waiting.stream().anyMatch(TimePassed.class::isInstance);
    }

    /** The create that is to be done next; empty if it is something else. */
    Optional<Message.Create> create() {
        return create(waiting.get(0));
    }

    private static Optional<Message.Create> create(GroupEvent event) {
        return event instanceof Said said && said.message() instanceof Message.Create create
                ? Optional.of(create)
                : Optional.empty();
    }

    List<GroupEvent> all() {
        return List.copyOf(waiting);
    }

    void dropFirst() {
        waiting.remove(0);
    }

    /** All of them, to be done together; what comes from now on waits. */
    List<GroupEvent> take() {
        List<GroupEvent> batch = waiting;
        waiting = new ArrayList<>();
        inHand = batch;
        return batch;
    }

    /** All but those that make a record, which go on waiting. */
    List<GroupEvent> takeButCreates() {
        List<GroupEvent> batch = new ArrayList<>(take());
        batch.stream().filter(event -> create(event).isPresent()).forEach(waiting::add);
        batch.removeIf(event -> create(event).isPresent());
        return batch;
    }

    /** They are to be done again, before what has come meanwhile. */
    void putBack(List<GroupEvent> events) {
        waiting.addAll(0, events);
    }

    /** Nothing is in hand any more. */
    void nextTurn() {
        inHand = List.of();
    }

    /** Gives up all that waits or is in hand. */
    List<GroupEvent> drop() {
        List<GroupEvent> dropped = new ArrayList<>(inHand);
        dropped.addAll(waiting);
        waiting = new ArrayList<>();
        inHand = List.of();
        return dropped;
    }
}
