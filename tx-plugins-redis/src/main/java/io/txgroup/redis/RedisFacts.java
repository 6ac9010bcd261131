package io.txgroup.redis;

import io.txgroup.redis.core.RedisGate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a server says of itself (INFO). */
record RedisFacts(Map<String, String> told) {
    RedisFacts {
        told = Map.copyOf(told);
    }

    static RedisFacts of(String info) {
        Map<String, String> told = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                told.put(
                        line.substring(0, colon).trim(),
                        line.substring(colon + 1).trim());
            }
        });
        return new RedisFacts(told);
    }

    private String get(String what) {
        return told.getOrDefault(what, "");
    }

    /** What would harm stored queues, each with what to do. */
    List<String> warnings(HeldRedisSettings settings, String prefix) {
        List<String> warnings = new ArrayList<>();
        String policy = get("maxmemory_policy");
        if (!get("maxmemory").equals("0") && !policy.isEmpty() && !policy.equals("noeviction")) {
            boolean onlyVolatile = policy.startsWith("volatile");
            warnings.add("it evicts keys when its memory is full (maxmemory-policy " + policy + "): "
                    + (onlyVolatile
                            ? "stored queues and marks (" + prefix
                                    + "*) never expire, so they stay, but data that groups write"
                                    + " with a time to live may go"
                            : "stored queues and marks (" + prefix
                                    + "*) may go, and with them work that was to be committed")
                    + "; set maxmemory-policy noeviction, or keep caches in another Redis");
        }
        if (!get("aof_enabled").equals("1") && !get("connected_slaves").matches("[1-9][0-9]*")) {
            warnings.add(
                    "it has no replica and no append-only file, so stored queues are lost with its process; add a replica,"
                            + " or set appendonly yes");
        }
        if (!get("role").isEmpty() && !get("role").equals("master")) {
            warnings.add("it is a replica (role " + get("role") + "), on which nothing can be written");
        }
        if (settings.gate() == RedisGate.REPLICAS && !get("connected_slaves").matches("[1-9][0-9]*")) {
            warnings.add(
                    "tx.redis.gate=replicas, and it has none now: no unit that writes here says yes until one comes");
        }
        return warnings;
    }

    @Override
    public String toString() {
        return "Redis " + get("redis_version") + ", " + get("connected_slaves") + " replicas, append-only file "
                + (get("aof_enabled").equals("1") ? "on" : "off") + ", maxmemory-policy " + get("maxmemory_policy");
    }
}
