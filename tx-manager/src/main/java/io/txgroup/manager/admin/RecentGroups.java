package io.txgroup.manager.admin;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupListener;
import io.txgroup.protocol.GroupId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The last groups whose end this manager has written. Only it knows of them, and only until it stops: their records go
 * from the store a minute after their end. Thread-safe.
 */
final class RecentGroups implements GroupListener {
    static final int KEPT = 200;

    private final Deque<Group> ended = new ArrayDeque<>(KEPT);

    @Override
    public void changed(Group before, Group after) {
        if (after.state().ended() && !before.state().ended()) {
            add(after);
        }
    }

    private synchronized void add(Group group) {
        if (ended.size() == KEPT) {
            ended.removeFirst();
        }
        ended.addLast(group);
    }

    @Override
    public void alarm(GroupId id, String what) {
        // what a person must know of a group is in its record
    }

    /** The newest first. */
    synchronized List<Group> all() {
        List<Group> all = new ArrayList<>(ended);
        Collections.reverse(all);
        return all;
    }

    synchronized Optional<Group> find(GroupId id) {
        return ended.stream().filter(group -> group.id().equals(id)).findFirst();
    }
}
