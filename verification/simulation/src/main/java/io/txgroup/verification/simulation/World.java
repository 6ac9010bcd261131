package io.txgroup.verification.simulation;

import io.txgroup.protocol.ProcessId;
import java.util.function.Consumer;

/** What everything in one run shares. */
final class World {
    final Parts parts;
    final Dice dice;
    final Profile profile;
    final Trace trace;
    final Timeline timeline;
    final Figures figures = new Figures();
    final Ledgers ledgers;
    final Network network;
    final Notes notes;
    final Losses losses;
    final Attempts attempts;

    /** Makes the store forget everything. */
    Runnable forgetting = () -> {};

    /** Makes an operator look at what is lost. */
    Runnable attention = () -> {};

    /** Takes a process out of reach for minutes. */
    Consumer<ServicePlace> missing = place -> {};

    /** Has a process stand still that has a part in an attempt to make all calls again. */
    Consumer<ProcessId> standstill = process -> {};

    /** Whether faults still happen. */
    boolean faulty = true;

    World(long seed, Parts parts, Trace trace) {
        this.parts = parts;
        this.trace = trace;
        this.dice = new Dice(seed);
        this.profile = new Profile(dice, new Dice(~seed));
        this.timeline = new Timeline(trace);
        this.ledgers = new Ledgers(this);
        this.network = new Network(this);
        this.notes = new Notes(this);
        this.losses = new Losses(this);
        this.attempts = new Attempts(this);
        trace.follow(timeline);
    }

    /** Whether a fault happens here and now; it is counted. */
    boolean strikes(Fault fault) {
        if (faulty && dice.chance(profile.chance(fault))) {
            figures.count(fault);
            return true;
        }
        return false;
    }

    /** A moment in which it matters most that a process lives and the store remembers: either may fail here. */
    void counts(ServiceProcess process) {
        if (faulty && dice.chance(profile.forgetAtEnd)) {
            figures.count(Fault.STORE_FLUSHED);
            forgetting.run();
        }
        if (faulty && dice.chance(profile.endAtEnd)) {
            process.place().crash();
        }
        if (faulty && dice.chance(profile.missAtEnd)) {
            timeline.after(dice.millis(0.5, 40), () -> missing.accept(process.place()));
        }
        process.requireAlive();
    }

    /** A COMMIT is about to be told: the store may forget it while the words are under way, and they take their time. */
    void decidedToCommit(Ledger ledger) {
        if (faulty && dice.chance(3 * profile.forgetAtEnd)) {
            figures.count(Fault.STORE_FLUSHED);
            ledger.isToldSlowly = dice.chance(0.5);
            forgetting.run();
        }
    }

    /** A step of a host's: it may die here. */
    void step(Host host) {
        if (faulty && dice.chance(profile.crashAtStep)) {
            if (host instanceof ServiceProcess process) {
                process.place().crash();
            } else if (host instanceof ManagerProcess process) {
                process.place().crash();
            }
        }
        host.requireAlive();
    }
}
