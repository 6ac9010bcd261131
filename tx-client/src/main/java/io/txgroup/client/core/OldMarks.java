package io.txgroup.client.core;

import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.OldMark;
import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.GroupId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes marks of commits that nobody will look for any more, a page at a time: those of groups that a manager calls
 * finished, whatever their age. Marks of another epoch than the store's present one stay, for nobody knows. Thread-safe;
 * what blocks runs in the core's workers.
 */
final class OldMarks {
    private static final Logger log = LoggerFactory.getLogger(OldMarks.class);
    private static final int PAGE = AskFinished.MOST;
    private static final long BETWEEN_PAGES_NANOS = 1_000_000_000L;
    private static final long BETWEEN_ROUNDS_NANOS = 10_000_000_000L;

    private final Surroundings around;
    private final ClientRules rules;
    private final ClusterClock clock;
    private final Supplier<List<ResourceRecovery>> resources;
    private final Map<String, Reader> readers = new LinkedHashMap<>();
    private long nextLook;
    private boolean looking;

    OldMarks(Surroundings around, ClientRules rules, ClusterClock clock, Supplier<List<ResourceRecovery>> resources) {
        this.around = around;
        this.rules = rules;
        this.clock = clock;
        this.resources = resources;
        this.nextLook = around.time().now() + BETWEEN_ROUNDS_NANOS;
    }

    /** How far one resource is read, and which of its groups a manager was asked for. */
    private static final class Reader {
        private @Nullable GroupId last;
        private Set<GroupId> asked = Set.of();
    }

    /** Time passes. Called by one thread. */
    void tick(long now) {
        synchronized (this) {
            if (looking || now - nextLook < 0) {
                return;
            }
            looking = true;
        }
        around.work().execute(() -> {
            boolean more = false;
            try {
                more = look();
            } catch (RuntimeException e) {
                log.warn("Old marks of commits can't be looked at; it is tried again soon", e);
            } finally {
                synchronized (this) {
                    looking = false;
                    nextLook = around.time().now() + (more ? BETWEEN_PAGES_NANOS : BETWEEN_ROUNDS_NANOS);
                }
            }
        });
    }

    /** Whether some resource has more. */
    private boolean look() {
        boolean more = false;
        for (ResourceRecovery resource : resources.get()) {
            List<OldMark> page = page(resource);
            more |= page.size() == PAGE;
            Map<Epoch, List<GroupId>> askable = new LinkedHashMap<>();
            for (OldMark mark : page) {
                boolean present = clock.now(mark.groupId().shard())
                        .filter(shard -> shard.epoch().equals(mark.epoch()))
                        .isPresent();
                if (present) {
                    askable.computeIfAbsent(mark.epoch(), epoch -> new ArrayList<>())
                            .add(mark.groupId());
                }
            }
            Set<GroupId> asked = new HashSet<>();
            askable.values().forEach(asked::addAll);
            synchronized (this) {
                reader(resource).asked = asked;
            }
            askable.forEach((epoch, groups) -> around.link().send("", new AskFinished(epoch, groups)));
        }
        return more;
    }

    private List<OldMark> page(ResourceRecovery resource) {
        GroupId last;
        synchronized (this) {
            last = reader(resource).last;
        }
        List<OldMark> page;
        try {
            page = resource.oldMarks(last, PAGE);
        } catch (Exception e) {
            log.debug("{} - its old marks can't be read now; tried again", resource.resource(), e);
            return List.of();
        }
        synchronized (this) {
            reader(resource).last =
                    page.size() < PAGE ? null : page.get(PAGE - 1).groupId();
        }
        return page;
    }

    private Reader reader(ResourceRecovery resource) {
        return readers.computeIfAbsent(resource.resource(), name -> new Reader());
    }

    /** A manager has told which groups are finished. */
    void received(Finished finished) {
        around.work().execute(() -> resources.get().forEach(resource -> forget(resource, finished)));
    }

    private void forget(ResourceRecovery resource, Finished finished) {
        List<GroupId> over;
        synchronized (this) {
            Reader reader = reader(resource);
            over = rules.forgettable(reader.asked, finished.groups());
            Set<GroupId> left = new HashSet<>(reader.asked);
            left.removeAll(over);
            reader.asked = left;
        }
        if (over.isEmpty()) {
            return;
        }
        try {
            resource.forget(over);
        } catch (Exception e) {
            log.debug(
                    "{} - the marks of {} finished groups can't be removed now; tried again",
                    resource.resource(),
                    over.size(),
                    e);
        }
    }
}
