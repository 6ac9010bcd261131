package io.txgroup.verification.simulation;

import io.txgroup.client.core.UnitState;
import io.txgroup.client.core.Verdict;
import io.txgroup.manager.group.GroupState;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a run did, so that nobody takes a run that did nothing for a proof. Of one seed, or of many together. */
final class Figures implements WatchedRules.Watch {
    private long seeds;
    private long groups;
    private long services;
    private long deliveries;
    private long shortCuts;
    private long untold;
    private final Set<String> seen = new HashSet<>();
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final Map<Verdict.Kind, Long> verdicts = new EnumMap<>(Verdict.Kind.class);
    private final Map<String, Long> excuses = new TreeMap<>();
    private final Map<String, Long> found = new TreeMap<>();
    private final Map<String, Long> recovered = new TreeMap<>();
    private final Map<String, Long> said = new TreeMap<>();
    private final Map<String, Long> transitions = new TreeMap<>();
    private final Map<String, Long> events = new TreeMap<>();

    void delivery() {
        deliveries++;
    }

    void count(Fault fault) {
        faults.merge(fault, 1L, Long::sum);
    }

    void group(Step root) {
        groups++;
        note(root);
    }

    private void note(Step step) {
        if (seen.add(step.service().name())) {
            services++;
        }
        step.children().forEach(this::note);
    }

    void verdict(Verdict.Kind kind) {
        verdicts.merge(kind, 1L, Long::sum);
    }

    void ended(Ledger ledger) {
        if (ledger.shortCut) {
            shortCuts++;
        }
        if (ledger.verdict == null) {
            untold++;
        }
    }

    void found(String known) {
        found.merge(known, 1L, Long::sum);
    }

    /** Something was done for a unit that could not do it itself. */
    void recovered(String what) {
        recovered.merge(what, 1L, Long::sum);
    }

    Map<String, Long> recovered() {
        return recovered;
    }

    /** The callback, an operator or a process has said something of lost work. */
    void said(String what) {
        said.merge(what, 1L, Long::sum);
    }

    Map<String, Long> said() {
        return said;
    }

    void excused(String why) {
        excuses.merge(why, 1L, Long::sum);
    }

    void transition(GroupState before, GroupState after) {
        transitions.merge("group " + before + " => " + after, 1L, Long::sum);
    }

    void transition(UnitState before, UnitState after) {
        transitions.merge("unit " + before + " => " + after, 1L, Long::sum);
    }

    /** How often a group or a unit has changed its state. */
    long changes() {
        return transitions.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void seen(GroupState state, String event) {
        events.merge("group " + state + " " + event, 1L, Long::sum);
    }

    void unitEvent(@Nullable UnitState state, String event) {
        events.merge("unit " + (state == null ? UnitState.OPEN : state) + " " + event, 1L, Long::sum);
    }

    /** One seed is done. */
    void done() {
        seeds++;
        seen.clear();
    }

    synchronized void add(Figures other) {
        seeds += other.seeds;
        groups += other.groups;
        services += other.services;
        deliveries += other.deliveries;
        shortCuts += other.shortCuts;
        untold += other.untold;
        sum(faults, other.faults);
        sum(verdicts, other.verdicts);
        sum(excuses, other.excuses);
        sum(found, other.found);
        sum(recovered, other.recovered);
        sum(said, other.said);
        sum(transitions, other.transitions);
        sum(events, other.events);
    }

    private static <K> void sum(Map<K, Long> into, Map<K, Long> from) {
        from.forEach((key, count) -> into.merge(key, count, Long::sum));
    }

    long seeds() {
        return seeds;
    }

    long groups() {
        return groups;
    }

    long services() {
        return services;
    }

    long deliveries() {
        return deliveries;
    }

    long shortCuts() {
        return shortCuts;
    }

    long untold() {
        return untold;
    }

    long faults() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }

    long faults(Fault fault) {
        return faults.getOrDefault(fault, 0L);
    }

    long verdicts(Verdict.Kind kind) {
        return verdicts.getOrDefault(kind, 0L);
    }

    Map<String, Long> found() {
        return found;
    }

    Map<String, Long> excuses() {
        return excuses;
    }

    long transitions(String name) {
        return transitions.getOrDefault(name, 0L);
    }

    long events(String name) {
        return events.getOrDefault(name, 0L);
    }
}
