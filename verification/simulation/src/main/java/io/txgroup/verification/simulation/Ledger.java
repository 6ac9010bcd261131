package io.txgroup.verification.simulation;

import io.txgroup.client.core.Verdict;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of one group from outside: what was said, told, held and applied. Only looks, never decides. */
final class Ledger {
    private final GroupId id;
    private final ServiceProcess starter;
    private final UnitMark starterMark;
    private final List<Session> sessions = new ArrayList<>();
    private final List<Session> repairs = new ArrayList<>();
    private final Map<String, Execution> executions = new LinkedHashMap<>();
    private boolean unproven;

    /** The root of the business; null only until it begins. */
    @Nullable
    Execution root;

    /** How many outbound attempts were allowed to leave. */
    int attempts;

    /** Whether the starter's unit has committed without any manager. */
    boolean shortCut;

    /** Whether any manager has said that there is a record. */
    boolean recorded;

    boolean createSent;

    /** Whether its outcome is under way for seconds, on ways that overtake one another. */
    boolean isToldSlowly;

    long notAfter;

    @Nullable
    Epoch epoch;

    /** The outcome of an evidence run that has passed the gate: the store had forgotten the group. */
    @Nullable
    Outcome settled;

    /** The epoch of the evidence run that was written last. */
    @Nullable
    Epoch settledIn;

    /** Units whose branches an evidence run has let be rolled back, by their token. */
    final Set<String> fenced = new HashSet<>();

    /** The versions that evidence runs have written. */
    final Set<Version> settling = new HashSet<>();

    /** What was recorded as lost, and told at error: the store may forget that too. */
    final Set<Session> lost = new HashSet<>();

    /** What of it is discarded: it is never done again. */
    final Set<Session> discarded = new HashSet<>();

    /** What the callback has said of the loss, and operators have ordered. */
    final Wishes wishes;

    @Nullable
    Verdict verdict;

    /** Whether the starter's caller has been told anything. */
    boolean answered;

    /** The methods that were called and have not replied. */
    final Set<Execution> waiting = new LinkedHashSet<>();

    boolean commitTold;
    final Map<UnitId, Outcome> told = new HashMap<>();

    /** What was told of branches, by the token of their unit. */
    final Map<String, Outcome> branchesTold = new HashMap<>();

    /** Why, as it was told: a record's own cause shows that it was the record that was told. */
    final Set<String> causes = new HashSet<>();

    final Map<UnitId, Outcome> heard = new HashMap<>();

    /** Who has heard that the store has no record. */
    final Set<UnitId> heardOfNoRecord = new HashSet<>();

    final Set<UnitId> commitMembers = new HashSet<>();
    final Map<Version, Outcome> outcomes = new HashMap<>();

    @Nullable
    Outcome gated;

    /** What was done to rows outside the group's connections: it stays, whatever becomes of the group. */
    final List<Effect> outside = new ArrayList<>();

    Ledger(GroupId id, ServiceProcess starter, UnitMark starterMark, CompensationPolicy policy) {
        this.id = id;
        this.starter = starter;
        this.starterMark = starterMark;
        this.wishes = new Wishes(policy);
    }

    GroupId id() {
        return id;
    }

    ServiceProcess starter() {
        return starter;
    }

    UnitMark starterMark() {
        return starterMark;
    }

    void opened(Session session) {
        if (session.isRepair()) {
            repairs.add(session);
        } else {
            sessions.add(session);
        }
    }

    /** What redos have opened. */
    List<Session> repairs() {
        return repairs;
    }

    /** Whether a redo goes on. */
    boolean isRepairing() {
        return repairs.stream()
                .anyMatch(session -> !session.isGivenBack() && session.process().isAlive());
    }

    /** A unit has begun a call. */
    void entered(Execution execution) {
        executions.put(of(execution.call().unit().token(), execution.call().callPath()), execution);
    }

    /** What a unit's call has run. */
    Execution execution(UnitId unit, CallPath callPath) {
        Execution known = executions.get(of(unit.token(), callPath));
        if (known == null) {
            throw new IllegalStateException(unit + " has never begun call " + callPath);
        }
        return known;
    }

    /** What the first run of a step was, on which the starter counts; null if there was none. */
    @Nullable
    Execution first(Step step) {
        return executions.values().stream()
                .filter(known -> known.step().number() == step.number() && known.counts())
                .findFirst()
                .orElse(null);
    }

    private static String of(String token, CallPath callPath) {
        return token + " " + callPath;
    }

    int sessions() {
        return sessions.size();
    }

    List<Session> allSessions() {
        return sessions;
    }

    /** The short cut's commit was not answered. */
    void unproven() {
        unproven = true;
    }

    boolean isUnproven() {
        return unproven;
    }

    /** Whether a process that lives still holds something of it. */
    boolean isHeld() {
        return sessions.stream()
                .anyMatch(session -> !session.isGivenBack() && session.process().isAlive());
    }

    /** Whether anybody still waits for the answer of a process that lives. */
    boolean callersWait() {
        return (!answered && starter.isAlive())
                || waiting.stream().anyMatch(execution -> execution.process().isAlive());
    }

    boolean isCommitted() {
        return commitTold || shortCut;
    }

    void isWritten(Group group, Version version) {
        if (group.compensation() != null) {
            wishes.told(group.compensation().created().tries());
        }
        group.outcome().ifPresent(outcome -> outcomes.put(version, outcome));
        if (group.settledIn() != null) {
            settling.add(version);
            settledIn = group.settledIn();
        }
        if (group.outcome().filter(Outcome.COMMIT::equals).isPresent()) {
            group.members().forEach(member -> commitMembers.add(member.unit()));
        }
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
