package io.txgroup.manager.cluster;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupListener;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens to groups into the log: what is normal at debug, what a person must know once, as a warning. */
public final class GroupLog implements GroupListener {
    private static final Logger log = LoggerFactory.getLogger(GroupLog.class);
    private static final int REMEMBERED = 10_000;
    private static final Pattern NUMBERS = Pattern.compile("[0-9]+");

    private final Map<GroupId, String> alarmed = new LinkedHashMap<>();

    @Override
    public void changed(Group before, Group after) {
        if (before.state() != after.state()) {
            log.debug(
                    "Group {} - {} => {} ({}, units={}) {}",
                    after.id(),
                    before.state(),
                    after.state(),
                    after.label(),
                    after.members().size(),
                    after.cause());
        }
    }

    @Override
    public void alarm(GroupId id, String what) {
        if (isNew(id, what)) {
            log.warn("Group {} - {}", id, what);
        } else {
            log.debug("Group {} - still: {}", id, what);
        }
    }

    @Override
    public void lost(Group group, UnitId unit, ResourceEnd end) {
        log.error(
                "Group {} - {} is committed, but {} of {} is LOST: {}. It is done again, or a person"
                        + " decides about it, as soon as everything is known of the group",
                group.id(),
                group.label(),
                end.resource(),
                unit,
                end.detail().isEmpty() ? "its database proves that it did not commit and never will" : end.detail());
    }

    /** What is told again is told with other numbers, such as for how long it has been so. */
    private synchronized boolean isNew(GroupId id, String what) {
        String words = NUMBERS.matcher(what).replaceAll("#");
        String kind = words.length() <= 20 ? words : words.substring(0, 20);
        boolean isNew = !kind.equals(alarmed.put(id, kind));
        if (alarmed.size() > REMEMBERED) {
            alarmed.remove(alarmed.keySet().iterator().next());
        }
        return isNew;
    }
}
