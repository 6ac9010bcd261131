package io.txgroup.verification.simulation;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        if (world.ledgers.all().stream().anyMatch(Ledger::callersWait)) {
            return false;
        }
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
        boolean committing = record != null && record.outcome().equals(Optional.of(Outcome.COMMIT));
        boolean deadMember = record != null
                && record.unacknowledged().stream()
                        .anyMatch(member -> !member.resources().isEmpty()
                                && !isAlive(member.unit().process()));
        if (committing && (deadMember || ledger.anyLost())) {
            return Optional.of("committed, but a held unit died: kept for a person");
        }
        if (committing && ledger.allSessions().stream().anyMatch(Session::isMixed)) {
            return Optional.of(
                    "committed, but a repeated request has worked in a unit that had joined: held for a person");
        }
        boolean orphaned = ledger.allSessions().stream()
                .anyMatch(session -> session.canPrepare() && !session.process().isAlive());
        return orphaned
                ? Optional.of("a branch of a dead process may be prepared: waits for its recovery")
                : Optional.empty();
    }

    private boolean isAlive(ProcessId id) {
        return cluster.places().stream()
                .map(ServicePlace::process)
                .anyMatch(process -> process != null && process.id().equals(id));
    }

    void check() {
        Map<GroupId, Group> records = records();
        Set<Ledger> excused = new HashSet<>();
        for (Ledger ledger : world.ledgers.all()) {
            world.figures.ended(ledger);
            Optional<String> excuse = excuse(ledger, records);
            excuse.ifPresent(why -> excused.add(ledger));
            new Audit(world, ledger, records.get(ledger.id()), excuse.isPresent()).check();
            if (ledger.isHeld() || goesOn(records.get(ledger.id()))) {
                excuse.ifPresent(world.figures::excused);
            }
        }
        for (Group group : records.values()) {
            if (goesOn(group) && !excused.contains(world.ledgers.of(group.id()))) {
                throw world.ledgers.fail(
                        Invariant.ENDS,
                        group.id(),
                        "is still " + group.state() + ": " + group.cause() + " members=" + group.members());
            }
        }
        for (ServicePlace place : cluster.places()) {
            checkUnits(place, excused);
        }
        if (world.profile.longPeace) {
            checkMemory(records);
        }
    }

    private static boolean goesOn(@Nullable Group record) {
        return record != null && !record.state().ended();
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

    private void checkMemory(Map<GroupId, Group> records) {
        long live = records.values().stream().filter(Ending::goesOn).count();
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
