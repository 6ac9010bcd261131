package io.txgroup.verification.simulation;

import io.txgroup.client.core.ClientRules;
import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.store.InMemoryGroupStore.GateWay;
import io.txgroup.redis.core.RedisNodes;
import io.txgroup.redis.core.RedisScript;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the simulated processes are made of: the real rules. A mutant replaces one of these parts by one that is known to
 * be wrong; nothing else differs.
 */
public class Parts {
    /** Longer than it takes to settle a group, and shorter than a long run. */
    static final long MARK_RETENTION_MILLIS = 120_000;

    /** What it is, in words for a person. */
    public String name() {
        return "the rules as they are";
    }

    /**
     * Which invariants it breaks: only one of these shows that it was found for what is wrong with it. Empty if any will do,
     * and for what is right.
     */
    public Set<Invariant> breaks() {
        return Set.of();
    }

    /** The rules of a manager, and who counts what they meet. */
    public GroupRules groupRules(String manager, WatchedRules.Watch watch, CompensatingRules compensating) {
        return new WatchedRules(manager, watch, compensating);
    }

    /** A manager's rules for lost work. */
    public CompensatingRules compensatingRules(CompensationPolicies policies) {
        return new CompensatingRules(policies);
    }

    /** The rules of a process that remembers so many ended units. */
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered);
    }

    /** A manager's way to the store. */
    public GroupStore store(GroupStore store) {
        return store;
    }

    /** How the gate is passed. */
    public GateWay gateWay() {
        return GateWay.WRITE_THEN_WAIT;
    }

    /** Where the ids of writes come from. */
    public Supplier<String> writeIds(Supplier<String> random) {
        return random;
    }

    /** What a pool does when its limit is reached: whether it hands out a connection outside the group. */
    public boolean poolGivesOutsideTheGroup() {
        return false;
    }

    /** A process's way to the Redis in which its service keeps data. */
    public RedisNodes redisWay(RedisNodes way) {
        return way;
    }

    /** The text of a script of the Redis plugin. */
    public byte[] redisScript(RedisScript script) {
        return script.text();
    }

    /**
     * A script in which one piece is another.
     *
     * @throws IllegalStateException if the piece is not there any more: the mutant must be looked at
     */
    protected static byte[] replaced(byte[] script, String piece, String by) {
        String text = new String(script, StandardCharsets.ISO_8859_1);
        if (!text.contains(piece)) {
            throw new IllegalStateException("The script has no '" + piece + "' that could be replaced: " + text);
        }
        return text.replace(piece, by).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** How a process finds out what became of work. */
    public RecoveryWay recoveryWay() {
        return RecoveryWay.BY_INSERT;
    }

    /** How a redo marks what it does again. */
    public RedoWay redoWay() {
        return RedoWay.TURNS_EXACTLY_THE_TOMBSTONES;
    }

    /** How an attempt to make all calls again marks what it repairs. */
    public RedoWay replayWay() {
        return RedoWay.TURNS_EXACTLY_THE_TOMBSTONES;
    }

    /** For how long marks are kept at least. */
    public long markRetentionMillis() {
        return MARK_RETENTION_MILLIS;
    }

    /** The real rules, with another memory: it may be of any length. */
    public static class Rules extends ClientRules {
        private final int remembered;

        /** With how many ended units are remembered. */
        public Rules(int remembered) {
            this.remembered = remembered;
        }

        @Override
        public int remembered() {
            return remembered;
        }
    }
}
