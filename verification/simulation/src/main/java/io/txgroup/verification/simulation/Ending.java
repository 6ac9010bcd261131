package io.txgroup.verification.simulation;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold when everything has become quiet, and what may be left for a person. */
final class Ending {
    private final World world;
    private final Cluster cluster;

    Ending(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
    }

    /** Whether nothing goes on that could still end by itself. */
    boolean isQuiet() {
        Map<GroupId, Group> records = records();
        for (ServicePlace place : cluster.places()) {
            ServiceProcess process = place.process();
            if (process == null || process.pausedUntil() > world.timeline.now()) {
                return false;
            }
            for (GroupId id : process.units().groups()) {
                if (excuse(world.ledgers.of(id), records).isEmpty()) {
                    return false;
                }
            }
        }
        return records.values().stream()
                .allMatch(group -> group.state().ended()
                        || excuse(world.ledgers.of(group.id()), records).isPresent());
    }

    private Map<GroupId, Group> records() {
        Map<GroupId, Group> records = new HashMap<>();
        for (Stored stored : cluster.store().redis().groups()) {
            records.put(stored.group().id(), stored.group());
        }
        return records;
    }

    /** Why a group may be left as it is: each of these waits for a part of the protocol that is still to come. */
    private Optional<String> excuse(Ledger ledger, Map<GroupId, Group> records) {
        Group record = records.get(ledger.id());
        boolean forgotten = record == null
                && ledger.epoch != null
                && !ledger.epoch.equals(world.ledgers.epoch(ledger.id().shard()));
        if (forgotten || ledger.otherEpoch) {
            return Optional.of("in doubt: the store has begun another epoch and may have forgotten it");
        }
        boolean committing =
                record != null && record.outcome().equals(Optional.of(Outcome.COMMIT));
        if (committing && ledger.anyLost()) {
            return Optional.of("committed, but a held unit died: kept for a person");
        }
        boolean orphaned = ledger.allSessions().stream()
                .anyMatch(session -> session.isPrepared() && !session.process().isAlive());
        return orphaned ? Optional.of("a prepared branch of a dead process waits to be finished") : Optional.empty();
    }

    void check() {
        Map<GroupId, Group> records = records();
        Set<Ledger> excused = new HashSet<>();
        for (Ledger ledger : world.ledgers.all()) {
            world.figures.ended(ledger);
            excuse(ledger, records).ifPresent(why -> {
                excused.add(ledger);
                world.figures.excused(why);
            });
            new Audit(world, ledger, records.get(ledger.id()), excused.contains(ledger)).check();
        }
        for (Group group : records.values()) {
            if (!group.state().ended() && !excused.contains(world.ledgers.of(group.id()))) {
                throw world.ledgers.fail(
                        Invariant.ENDS, group.id(), "is still " + group.state() + ": " + group.cause() + " members="
                                + group.members());
            }
        }
        for (ServicePlace place : cluster.places()) {
            checkUnits(place, excused);
        }
        checkMemory(records, excused);
    }

    private void checkUnits(ServicePlace place, Set<Ledger> excused) {
        ServiceProcess process = place.process();
        List<GroupId> left = process == null ? List.of() : process.units().groups();
        for (GroupId id : left) {
            if (!excused.contains(world.ledgers.of(id))) {
                throw world.ledgers.fail(Invariant.ENDS, id, "the unit in " + process + " still wants something");
            }
        }
    }

    private void checkMemory(Map<GroupId, Group> records, Set<Ledger> excused) {
        long live = records.values().stream()
                        .filter(group -> !group.state().ended())
                        .count()
                + excused.size();
        for (ManagerPlace place : cluster.managers()) {
            ManagerProcess manager = place.process();
            if (manager != null && manager.groupsAtHand() > live) {
                throw world.timeline.fail(new Violation(
                        Invariant.ENDS,
                        manager + " keeps " + manager.groupsAtHand() + " groups in memory, of which " + live
                                + " go on"));
            }
        }
    }
}
