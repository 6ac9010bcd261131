package io.txgroup.verification.simulation;

import io.txgroup.client.core.UnitState;
import io.txgroup.manager.group.GroupState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which state met which event, and which transitions were taken, for groups and for units. */
final class Coverage {
    private final Figures figures;

    Coverage(Figures figures) {
        this.figures = figures;
    }

    /** Both tables, for a person. */
    List<String> tables() {
        List<String> lines = new ArrayList<>();
        lines.add("Group state x event (in a manager's copy, a repetition counts again)");
        lines.addAll(table("group", names(GroupState.values()), WatchedRules.EVENTS));
        lines.add("Unit state x event");
        lines.addAll(table("unit", names(UnitState.values()), UnitEvents.ALL));
        lines.add("Transitions");
        for (GroupState state : GroupState.values()) {
            state.next().forEach(next -> lines.add(line("group " + state + " => " + next)));
        }
        for (UnitState state : UnitState.values()) {
            state.next().forEach(next -> lines.add(line("unit " + state + " => " + next)));
        }
        return lines;
    }

    private String line(String transition) {
        return String.format("  %-36s %,12d", transition, figures.transitions(transition));
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    private List<String> table(String what, List<String> states, List<String> events) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder(String.format("  %-15s", ""));
        states.forEach(state -> head.append(String.format(" %13s", state)));
        lines.add(head.toString());
        for (String event : events) {
            StringBuilder line = new StringBuilder(String.format("  %-15s", event));
            for (String state : states) {
                long count = figures.events(what + " " + state + " " + event);
                line.append(String.format(" %13s", count == 0 ? "-" : String.format("%,d", count)));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The legal transitions that no run has taken. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (GroupState state : GroupState.values()) {
            state.next().forEach(next -> missing.add("group " + state + " => " + next));
        }
        for (UnitState state : UnitState.values()) {
            state.next().forEach(next -> missing.add("unit " + state + " => " + next));
        }
        missing.removeIf(transition -> figures.transitions(transition) > 0);
        return missing;
    }
}
