package io.txgroup.verification.simulation;

import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one run is like. Each run has only some of the faults, and those with different strength: a run with all of them
 * hardly gets anything done, and finds little.
 */
final class Profile {
    private static final List<Fault> PLANNED = List.of(
            Fault.LINK_CUT,
            Fault.SERVICE_CRASHED,
            Fault.MANAGER_CRASHED,
            Fault.SERVICE_PAUSED,
            Fault.MANAGER_PAUSED,
            Fault.SESSION_KILLED,
            Fault.DATABASE_RESTARTED,
            Fault.STORE_FAILED_OVER,
            Fault.STORE_SPLIT,
            Fault.STORE_RESTARTED,
            Fault.REPLICA_CUT);

    private static final List<Fault> PLANNED_FOR_REDIS =
            List.of(Fault.REDIS_FAILED_OVER, Fault.REDIS_SPLIT, Fault.REDIS_RESTARTED, Fault.REDIS_REPLICA_CUT);

    final int managers;
    final int services;
    final int instances;
    final int shards;
    final int replicas;
    final int groups;
    final long span;
    final int rows;
    final int pool;
    final int remembered;
    final double durable;
    final double twoDatabases;
    final double crashAtStep;

    /** How likely a process dies, or a session, when the unit prepares or is to commit: what is held then counts. */
    final double endAtEnd;

    /** How likely a session dies when its work is to be committed. */
    final double killAtEnd;

    /** How likely the store forgets everything just when a unit has prepared or is to commit. */
    final double forgetAtEnd;

    /** How likely a process goes out of reach for minutes just after it has prepared or is to commit. */
    final double missAtEnd;

    final double trouble;
    final int lateMillis;
    final int lagMillis;
    final boolean sticky;

    /** Whether each process knows one address only, behind which a balancer picks a manager for each connection. */
    final boolean balanced;

    /** Whether the run goes on until the managers have forgotten what has ended. */
    final boolean longPeace;

    /** Whether there is a callback. */
    final boolean callback;

    /** What managers do by themselves about lost work. */
    final CompensationPolicy policy;

    /** How often operators look at what is lost. */
    final int looks;

    /** How likely an operator looks when a redo was just asked for. */
    final double attention;

    /** How many calls lead one from another at most. */
    final int depth;

    /** How likely a starter wants all calls made again if work of its group is lost. */
    final double replays;

    /** How likely a process stands still when it has got a part in an attempt to make all calls again. */
    final double standstill;

    /** For how long faults go on when no more groups begin, in nanoseconds: what is lost is then repaired among them. */
    final long aftermath;

    /** How likely a process is of a version that has other methods. */
    final double otherVersion;

    /** Whether too little is kept of arguments to run anything again. */
    final boolean keepsLittle;

    /** What Redis services keep data in. */
    final Redis redis;

    private final Map<Fault, Double> chances = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> planned = new EnumMap<>(Fault.class);

    /**
     * @param dice the run's own
     * @param further for what came later: the runs of before stay as they were
     */
    Profile(Dice dice, Dice further) {
        boolean missed = dice.chance(0.03);
        boolean loses = !missed && dice.chance(0.2);
        managers = dice.from(1, 3);
        services = dice.from(3, 5);
        instances = missed ? 2 : dice.from(1, 2);
        shards = dice.from(1, 2);
        replicas = dice.chance(0.25) ? 0 : dice.from(1, 2);
        groups = dice.from(10, 40);
        span = dice.millis(4_000, 25_000);
        rows = dice.chance(0.3) ? 2 : 12;
        pool = dice.chance(0.3) ? 3 : 20;
        remembered = dice.chance(0.4) ? dice.from(0, 2) : 20_000;
        durable = missed ? 1.0 : !loses && dice.chance(0.5) ? dice.pick(List.of(0.3, 1.0)) : 0;
        twoDatabases = dice.chance(0.3) ? 0.5 : 0;
        crashAtStep = dice.chance(0.3) ? 0.0015 : 0;
        endAtEnd = loses ? 0.05 : dice.chance(0.25) ? 0.08 : 0;
        killAtEnd = loses ? 0.4 : endAtEnd;
        missAtEnd = missed ? 0.03 : 0;
        forgetAtEnd = dice.chance(0.05) ? 0.1 : 0;
        trouble = loses ? 0 : dice.pick(List.of(0.0, 0.03, 0.1));
        lateMillis = forgetAtEnd > 0 ? 12_000 : dice.pick(List.of(100, 1_000, 12_000));
        lagMillis = dice.pick(List.of(2, 5, 300));
        sticky = dice.chance(0.6);
        longPeace = dice.chance(0.05);
        chance(dice, Fault.MESSAGE_LOST, 0.01, 0.15);
        chance(dice, Fault.MESSAGE_DOUBLED, 0.01, 0.15);
        chance(dice, Fault.MESSAGE_LATE, 0.01, 0.15);
        chance(dice, Fault.REQUEST_LOST, 0.01, 0.08);
        chance(dice, Fault.REPLY_LOST, 0.01, 0.08);
        chance(dice, Fault.REQUEST_DOUBLED, 0.05, 0.5);
        chance(dice, Fault.REQUEST_LATE, 0.01, 0.1);
        chance(dice, Fault.REPLY_BROKEN, 0.01, 0.05);
        chance(dice, Fault.RESOURCE_FAILED, 0.005, 0.03);
        chance(dice, Fault.REDO_FAILED, 0.1, 0.7);
        chance(dice, Fault.REPLAY_DIFFERS, 0.02, 0.2);
        chance(dice, Fault.STORE_COMMAND_LOST, 0.003, 0.05);
        chance(dice, Fault.STORE_ANSWER_LOST, 0.003, 0.05);
        chance(dice, Fault.STORE_COMMAND_LATE, 0.003, 0.05);
        callback = dice.chance(0.6);
        policy = new CompensationPolicy(
                dice.chance(0.9),
                dice.from(1, 3),
                Duration.ofMillis(dice.from(100, 3_000)),
                dice.pick(List.of(WhenUnreachable.values())),
                Duration.ofSeconds(dice.from(0, 90)));
        looks = loses ? dice.from(0, 20) : 3;
        attention = loses ? 0.4 : 0;
        depth = loses ? dice.from(1, 2) : 3;
        aftermath = loses ? dice.millis(0, 45_000) : 0;
        standstill = loses && dice.chance(0.5) ? 0.3 : 0;
        replays = loses ? dice.pick(List.of(0.0, 0.7, 1.0)) : 0.3;
        otherVersion = dice.chance(0.2) ? 0.3 : 0;
        keepsLittle = dice.chance(0.05);
        balanced = managers > 1 && dice.chance(0.4);
        plan(dice, missed);
        redis = Redis.draw(further);
        planRedis(further);
    }

    /**
     * What Redis services keep data in.
     *
     * @param likely how likely a service has one of its own
     * @param replicas of each
     * @param isKnown whether processes are told how many replicas it has, and need not find it out
     * @param lagMillis how late replicas are
     */
    record Redis(double likely, int replicas, boolean isKnown, int lagMillis) {
        private static Redis draw(Dice dice) {
            return new Redis(
                    dice.chance(0.4) ? dice.pick(List.of(0.5, 1.0)) : 0,
                    dice.chance(0.25) ? 0 : dice.from(1, 2),
                    dice.chance(0.3),
                    dice.pick(List.of(2, 5, 300)));
        }
    }

    private void planRedis(Dice dice) {
        if (redis.likely() == 0) {
            return;
        }
        chance(dice, Fault.REDIS_COMMAND_LOST, 0.003, 0.05);
        chance(dice, Fault.REDIS_ANSWER_LOST, 0.003, 0.05);
        chance(dice, Fault.REDIS_COMMAND_LATE, 0.003, 0.05);
        chance(dice, Fault.REDIS_CONNECTION_BROKEN, 0.003, 0.1);
        for (Fault fault : PLANNED_FOR_REDIS) {
            if (dice.chance(0.4) && (redis.replicas() > 0 || fault == Fault.REDIS_RESTARTED)) {
                planned.put(fault, dice.from(1, 4));
            }
        }
    }

    private void plan(Dice dice, boolean missed) {
        for (Fault fault : PLANNED) {
            if (dice.chance(0.22)) {
                planned.put(fault, dice.from(1, 2));
            }
        }
        if (dice.chance(0.03)) {
            planned.put(Fault.STORE_FLUSHED, dice.from(1, 2));
        }
        if (missed) {
            // others have then ended what it had prepared
            planned.put(Fault.SERVICE_MISSED, dice.from(1, 3));
        }
        if (forgetAtEnd > 0) {
            // an outcome is under way while the store forgets it
            chances.put(Fault.MESSAGE_LATE, 0.3);
        }
        if (replicas == 0) {
            planned.remove(Fault.STORE_FAILED_OVER);
            planned.remove(Fault.STORE_SPLIT);
            planned.remove(Fault.REPLICA_CUT);
        }
    }

    private void chance(Dice dice, Fault fault, double least, double most) {
        if (dice.chance(0.35)) {
            chances.put(fault, least + dice.from(0, 100) / 100.0 * (most - least));
        }
    }

    /** How likely this happens wherever it can. */
    double chance(Fault fault) {
        return chances.getOrDefault(fault, 0.0);
    }

    /** What happens at some time or other, and how often. */
    Map<Fault, Integer> planned() {
        return planned;
    }

    @Override
    public String toString() {
        return "managers=" + managers + " services=" + services + "x" + instances + " shards=" + shards + " replicas="
                + replicas + " groups=" + groups + " span=" + span / 1_000_000 + "ms rows=" + rows + " pool=" + pool
                + " remembered=" + remembered + " durable=" + durable + " twoDatabases=" + twoDatabases
                + " crashAtStep=" + crashAtStep + " endAtEnd=" + endAtEnd + " killAtEnd=" + killAtEnd + " forgetAtEnd="
                + forgetAtEnd
                + " missAtEnd=" + missAtEnd + " callback=" + callback + " " + policy + " looks=" + looks + " depth="
                + depth + " replays=" + replays + " standstill=" + standstill + " aftermath=" + aftermath / 1_000_000
                + "ms"
                + " otherVersion=" + otherVersion + " keepsLittle=" + keepsLittle + " trouble="
                + trouble + " late=" + lateMillis + "ms lag=" + lagMillis + "ms sticky=" + sticky + " balanced="
                + balanced + " " + redis + " " + chances + " "
                + planned;
    }
}
