package io.txgroup.verification.simulation;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        if (world.ledgers.all().stream().anyMatch(ledger -> ledger.callersWait() || ledger.isRepairing())) {
            return false;
        }
        Map<GroupId, Group> records = records();
        for (ServicePlace place : cluster.places()) {
            ServiceProcess process = place.process();
            if (process == null || process.pausedUntil() > world.timeline.now()) {
                return false;
            }
            for (GroupId id : process.units().groups()) {
                if (excuse(world.ledgers.of(id), records)
                        .filter(Excuse::mayHold)
                        .isEmpty()) {
                    return false;
                }
            }
        }
        boolean anyBranch = branches().anyMatch(session -> excuse(session.ledger(), records)
                .filter(Excuse::mayHold)
                .isEmpty());
        return !anyBranch
                && records.values().stream()
                        .allMatch(group -> group.state().ended()
                                || excuse(world.ledgers.of(group.id()), records).isPresent());
    }

    /** What is prepared anywhere. */
    private Stream<Session> branches() {
        return cluster.services().stream()
                .flatMap(service -> service.resources().stream())
                .flatMap(resource -> resource.prepared().stream());
    }

    private Map<GroupId, Group> records() {
        Map<GroupId, Group> records = new HashMap<>();
        for (Stored stored : cluster.store().redis().groups()) {
            records.put(stored.group().id(), stored.group());
        }
        return records;
    }

    /** Why a group may be left as it is: each of these waits for a part of the protocol that is still to come. */
    private Optional<Excuse> excuse(Ledger ledger, Map<GroupId, Group> records) {
        Group record = records.get(ledger.id());
        Epoch keptIn = ledger.settled == null ? ledger.epoch : ledger.settledIn;
        boolean forgotten = record == null
                && keptIn != null
                && !keptIn.equals(world.ledgers.epoch(ledger.id().shard()));
        boolean settles = record != null && record.state() == GroupState.SETTLING;
        boolean nobodyAsks = forgotten && ledger.allSessions().stream().allMatch(Session::hasEnded);
        if (nobodyAsks || ((forgotten || settles) && !allCanTell(ledger))) {
            return Optional.of(Excuse.FORGOTTEN);
        }
        boolean marksAreGone = DatabaseRecovery.hasForgotten(world, ledger.id());
        if (marksAreGone && (settles || (record == null && hasEndedOutOfReach(ledger)))) {
            return Optional.of(Excuse.MARKS_GONE);
        }
        if (record == null
                || record.state().ended()
                || record.outcome().filter(Outcome.COMMIT::equals).isEmpty()) {
            return Optional.empty();
        }
        if (ledger.allSessions().stream().anyMatch(Session::isMixed)) {
            return Optional.of(Excuse.MIXED);
        }
        boolean nobodyKnowsWhatIsMissing = ledger.settled != null
                && record.members().stream()
                        .filter(member -> member.acknowledged() == null)
                        .allMatch(member -> member.resources().isEmpty());
        if (nobodyKnowsWhatIsMissing && !allCanTell(ledger)) {
            return Optional.of(Excuse.FORGOTTEN);
        }
        return record.state() == GroupState.PARKED ? Optional.of(Excuse.LOST) : Optional.empty();
    }

    /**
     * Whether all its work has ended, but what one unit has beside work that others have ended; some of it may have been prepared, so
     * that others could end it.
     */
    private static boolean hasEndedOutOfReach(Ledger ledger) {
        Set<String> endedByOthers = ledger.allSessions().stream()
                .filter(session -> session.wasPrepared() && session.hasEnded() && !session.isGivenBack())
                .map(Session::token)
                .collect(Collectors.toSet());
        return ledger.allSessions().stream()
                        .allMatch(session ->
                                session.hasEnded() || !session.takesPart() || endedByOthers.contains(session.token()))
                && ledger.allSessions().stream().anyMatch(Session::canPrepare);
    }

    /** Whether every process that had a part in it lives and remembers it: then nobody but they need settle it. */
    private boolean allCanTell(Ledger ledger) {
        return world.profile.remembered > world.profile.groups
                && ledger.starter().isAlive()
                && ledger.allSessions().stream()
                        .allMatch(session -> session.process().isAlive());
    }

    void check() {
        Map<GroupId, Group> records = records();
        Set<Ledger> excused = new HashSet<>();
        Set<Ledger> holding = new HashSet<>();
        for (Ledger ledger : world.ledgers.all()) {
            world.figures.ended(ledger);
            Optional<Excuse> excuse = excuse(ledger, records);
            excuse.ifPresent(why -> excused.add(ledger));
            excuse.filter(Excuse::mayHold).ifPresent(why -> holding.add(ledger));
            new Audit(world, ledger, records.get(ledger.id()), excuse).check();
            if (ledger.isHeld() || goesOn(records.get(ledger.id()))) {
                excuse.ifPresent(why -> world.figures.excused(why.what()));
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
        branches()
                .filter(session -> !holding.contains(session.ledger()))
                .findFirst()
                .ifPresent(session -> {
                    throw world.ledgers.fail(
                            Invariant.ENDS, session.ledger().id(), "a branch stays prepared: " + session);
                });
        cluster.services().forEach(service -> service.resources().forEach(ResourceManager::check));
        for (ServicePlace place : cluster.places()) {
            checkUnits(place, holding);
        }
        if (world.profile.longPeace) {
            checkMemory(records);
        }
    }

    private static boolean goesOn(@Nullable Group record) {
        return record != null && !record.state().ended();
    }

    private void checkUnits(ServicePlace place, Set<Ledger> holding) {
        ServiceProcess process = place.process();
        List<GroupId> left = process == null ? List.of() : process.units().groups();
        for (GroupId id : left) {
            if (!holding.contains(world.ledgers.of(id))) {
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
