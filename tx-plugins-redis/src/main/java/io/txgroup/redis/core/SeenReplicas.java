package io.txgroup.redis.core;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** How many replicas each master must have told before the gate is passed. Thread-safe. */
final class SeenReplicas {
    private final RedisGate gate;
    private final OptionalInt fixed;
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();

    SeenReplicas(RedisGate gate, OptionalInt fixed) {
        this.gate = gate;
        this.fixed = fixed;
    }

    /** How many to wait for. */
    int required(String node) {
        if (gate == RedisGate.FSYNC) {
            return 0;
        }
        int least = gate == RedisGate.REPLICAS ? 1 : 0;
        return fixed.orElseGet(() -> Math.max(least, seen.getOrDefault(node, 0)));
    }

    /** The number that scripts are told: a negative one is to be remembered whatever was seen before. */
    String told(String node) {
        return Integer.toString(fixed.isPresent() ? -fixed.getAsInt() - 1 : seen.getOrDefault(node, 0));
    }

    /** So many have been there; whom nobody fixed the number for never waits for fewer. */
    void saw(String node, int replicas) {
        seen.merge(node, replicas, Math::max);
    }
}
