package io.txgroup.manager.group;

import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listener of every resource that is LOST, once: by the manager that recorded it. A write that the store does not
 * answer may have been carried out all the same: what it was to record is told when it is found. Thread-safe.
 */
final class Losses {
    private static final int REMEMBERED = 1_000;

    private final GroupListener listener;
    private final Map<GroupId, List<Loss>> unanswered = new LinkedHashMap<>();

    Losses(GroupListener listener) {
        this.listener = listener;
    }

    private record Loss(UnitId unit, ResourceEnd end) {
        boolean isIn(Group group) {
            return group.member(unit)
                    .filter(member -> member.lost().contains(end))
                    .isPresent();
        }
    }

    /** The store has taken that change. */
    void recorded(Group before, Group after) {
        List<Loss> news = news(before, after);
        if (!news.isEmpty()) {
            forget(after.id());
            tell(after, news);
        }
    }

    /** Nobody knows whether the store has taken that change. */
    void unanswered(Group before, Group after) {
        List<Loss> news = news(before, after);
        if (news.isEmpty()) {
            return;
        }
        synchronized (unanswered) {
            unanswered.put(after.id(), news);
            if (unanswered.size() > REMEMBERED) {
                unanswered.remove(unanswered.keySet().iterator().next());
            }
        }
    }

    /** That is what the store holds. */
    void read(Group group) {
        List<Loss> maybe;
        synchronized (unanswered) {
            maybe = unanswered.get(group.id());
        }
        if (maybe == null) {
            return;
        }
        List<Loss> found = maybe.stream().filter(loss -> loss.isIn(group)).toList();
        if (!found.isEmpty() && forget(group.id()) != null) {
            tell(group, found);
        }
    }

    private @Nullable List<Loss> forget(GroupId id) {
        synchronized (unanswered) {
            return unanswered.remove(id);
        }
    }

    private void tell(Group group, List<Loss> losses) {
        losses.forEach(loss -> listener.lost(group, loss.unit(), loss.end()));
    }

    /** An evidence run only looks whether anything is committed, so what it finds is no loss before there is an outcome. */
    private static List<Loss> news(Group before, Group after) {
        List<Loss> news = new ArrayList<>();
        if (after.outcome().isPresent()) {
            for (Member member : after.members()) {
                for (ResourceEnd end : member.lost()) {
                    Loss loss = new Loss(member.unit(), end);
                    if (before.outcome().isEmpty() || !loss.isIn(before)) {
                        news.add(loss);
                    }
                }
            }
        }
        return news;
    }
}
