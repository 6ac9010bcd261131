package io.txgroup.verification.simulation;

import java.util.HashSet;
import java.util.Set;

/** The ways between places: messages take their time, get lost, come twice or late; a way can be cut. */
final class Network {
    private final World world;
    private final Set<Integer> cut = new HashSet<>();
    private final Set<Integer> alone = new HashSet<>();

    Network(World world) {
        this.world = world;
    }

    /** Carries a message between two places, or loses it. */
    void carry(int from, int to, Host receiver, Runnable arrival) {
        carry(from, to, receiver, 0, arrival);
    }

    /** Carries a message that is under way for longer than others. */
    void carry(int from, int to, Host receiver, long longer, Runnable arrival) {
        if (isCut(from, to) || world.strikes(Fault.MESSAGE_LOST)) {
            return;
        }
        world.timeline.after(delay() + longer, receiver, () -> arrive(from, to, arrival));
        if (world.strikes(Fault.MESSAGE_DOUBLED)) {
            world.timeline.after(delay(), receiver, () -> arrive(from, to, arrival));
        }
    }

    private void arrive(int from, int to, Runnable arrival) {
        if (!isCut(from, to)) {
            arrival.run();
        }
    }

    private long delay() {
        return world.strikes(Fault.MESSAGE_LATE)
                ? world.dice.millis(5, world.profile.lateMillis)
                : world.dice.millis(0.1, 3);
    }

    boolean isCut(int from, int to) {
        return cut.contains(way(from, to)) || alone.contains(from) || alone.contains(to);
    }

    void cut(int from, int to) {
        cut.add(way(from, to));
    }

    void heal(int from, int to) {
        cut.remove(way(from, to));
    }

    /** Cuts a place off from all others, until it is let back; {@link #healAll()} does not. */
    void cutOff(int place) {
        alone.add(place);
    }

    void letBack(int place) {
        alone.remove(place);
    }

    void healAll() {
        cut.clear();
    }

    private static int way(int from, int to) {
        return Math.min(from, to) * 1_000 + Math.max(from, to);
    }
}
