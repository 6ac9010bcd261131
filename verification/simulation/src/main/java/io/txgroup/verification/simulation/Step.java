package io.txgroup.verification.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * One piece of business, to be run by some service: what it writes, whom it calls, and how it misbehaves.
 *
 * @param number its own in this run
 * @param service who runs it
 * @param writes what it changes in its service's database: half of it before it calls others, half after
 * @param children whom it calls
 * @param traits how it behaves
 */
record Step(int number, Service service, List<Write> writes, List<Step> children, List<Trait> traits) {
    /** Adds to a row. */
    record Write(int row, long amount) {}

    /** How a step behaves, beyond writing and calling. */
    enum Trait {
        /** Calls its children at once instead of one after another. */
        PARALLEL,
        /** Does not wait for its children. */
        IMPATIENT,
        /** Goes on when a child fails. */
        SWALLOWS,
        /** Calls a child again when it has failed. */
        RETRIES,
        /** Throws when it has done half of its work. */
        THROWS_EARLY,
        /** Throws when it has done its work. */
        THROWS_LATE,
        /** Goes on when a statement fails. */
        IGNORES_STATEMENTS,
        /** A local transaction of it rolls back, and it goes on. */
        VETOES,
        /** Takes a connection without writing, a further one if it also writes. */
        READS,
        /** Writes through a second connection. */
        SECOND_CONNECTION,
        /** A branch that nobody waits for takes a connection, sooner or later. */
        LATE_BRANCH,
        /** A branch that nobody waits for makes a call, sooner or later. */
        LATE_CALL,
        /** Keeps its local transaction open while it calls others. */
        KEEPS_CONNECTION,
        /** Must not be run again if its work is lost. */
        NEVER_AGAIN,
        /** If work of the group that it starts is lost, all calls are made again. */
        REPLAYED,
        /** Its arguments are others each time, as ids and times are. */
        NEW_ARGUMENTS,
        /** Takes its time. */
        SLOW
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** Whether that write goes where its service keeps its further data. */
    boolean usesSecond(int write) {
        return write % 2 == 1 && (is(Trait.SECOND_CONNECTION) || service.second() instanceof AppRedis);
    }

    /** Draws a piece of business: a call tree of at most the given depth. */
    static Step draw(World world, List<Service> services, int[] numbers, int depth) {
        Dice dice = world.dice;
        Service service = dice.pick(services);
        List<Trait> traits = traits(world);
        List<Write> writes = new ArrayList<>();
        int count = dice.from(0, 2);
        for (int i = 0; i < count; i++) {
            writes.add(new Write(dice.below(world.profile.rows), dice.from(1, 100)));
        }
        List<Step> children = new ArrayList<>();
        int most = depth == 0 ? 0 : dice.chance(0.75) ? dice.from(1, 3) : 0;
        int number = numbers[0]++;
        for (int i = 0; i < most; i++) {
            children.add(draw(world, services, numbers, depth - 1));
        }
        return new Step(number, service, List.copyOf(writes), List.copyOf(children), traits);
    }

    private static List<Trait> traits(World world) {
        Dice dice = world.dice;
        double trouble = world.profile.trouble;
        List<Trait> traits = new ArrayList<>();
        add(traits, Trait.PARALLEL, dice.chance(0.3));
        add(traits, Trait.IMPATIENT, dice.chance(trouble / 2));
        add(traits, Trait.SWALLOWS, dice.chance(0.2));
        add(traits, Trait.RETRIES, dice.chance(0.1));
        add(traits, Trait.THROWS_EARLY, dice.chance(trouble / 3));
        add(traits, Trait.THROWS_LATE, dice.chance(trouble / 2));
        add(traits, Trait.IGNORES_STATEMENTS, dice.chance(0.1));
        add(traits, Trait.VETOES, dice.chance(trouble / 6));
        add(traits, Trait.READS, dice.chance(0.15));
        add(traits, Trait.SECOND_CONNECTION, dice.chance(0.1));
        add(traits, Trait.LATE_BRANCH, dice.chance(trouble / 2));
        add(traits, Trait.LATE_CALL, dice.chance(trouble / 2));
        add(traits, Trait.KEEPS_CONNECTION, dice.chance(0.1));
        add(traits, Trait.NEVER_AGAIN, dice.chance(0.03));
        add(traits, Trait.REPLAYED, dice.chance(world.profile.replays));
        add(traits, Trait.NEW_ARGUMENTS, dice.chance(0.1));
        add(traits, Trait.SLOW, dice.chance(0.05));
        return List.copyOf(traits);
    }

    private static void add(List<Trait> traits, Trait trait, boolean wanted) {
        if (wanted) {
            traits.add(trait);
        }
    }
}
