package io.txgroup.manager.store;

import io.lettuce.core.api.async.RedisServerAsyncCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Redis was found.
 *
 * @param version its version
 * @param runId the life of its process
 * @param role master, or something that is refused
 * @param appendonly whether it writes an AOF
 * @param appendfsync when it syncs that; {@code unknown} if it may not be asked
 * @param maxmemory its limit in bytes; 0 for none
 * @param maxmemoryPolicy what it does at that limit
 * @param onlineReplicas how many replicas follow it now
 */
public record RedisReport(
        String version,
        String runId,
        String role,
        boolean appendonly,
        String appendfsync,
        long maxmemory,
        String maxmemoryPolicy,
        int onlineReplicas) {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");
    private static final Pattern ONLINE = Pattern.compile("(?m)^slave\\d+:.*state=online");
    private static final String ALWAYS = "always";

    static CompletionStage<RedisReport> read(RedisServerAsyncCommands<String, byte[]> commands) {
        CompletionStage<String> appendfsync = commands.configGet("appendfsync")
                .thenApply(found -> found.getOrDefault("appendfsync", "unknown"))
                .exceptionally(refused -> "unknown");
        return commands.info().thenCombine(appendfsync, RedisReport::of);
    }

    static RedisReport of(String info, String appendfsync) {
        Map<String, String> fields = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        });
        return new RedisReport(
                fields.getOrDefault("redis_version", "unknown"),
                fields.getOrDefault("run_id", "unknown"),
                fields.getOrDefault("role", "unknown"),
                "1".equals(fields.get("aof_enabled")),
                appendfsync,
                Long.parseLong(fields.getOrDefault("maxmemory", "0")),
                fields.getOrDefault("maxmemory_policy", "unknown"),
                onlineReplicas(info));
    }

    /** How many replicas an INFO names that take what the master sends; one that still copies is none yet. */
    static int onlineReplicas(String info) {
        return (int) ONLINE.matcher(info).results().count();
    }

    /** Whether whatever it has answered is on its disk. */
    public boolean syncsAlways() {
        return appendonly && appendfsync.equals(ALWAYS);
    }

    /** Why it must not keep groups, each with what to set; empty if it may. */
    public List<String> problems(GateLevel gate) {
        List<String> problems = new ArrayList<>();
        if (!isAtLeast62()) {
            problems.add("it is Redis " + version + ", and the scripts need 6.2 or later: upgrade it");
        }
        if (!role.equals("master")) {
            problems.add("it is a " + role + ", and its master can't be seen from it: give the master's address");
        }
        if (evicts() && maxmemory > 0) {
            problems.add("it evicts keys when its memory is full, and would forget live groups: set maxmemory-policy "
                    + "noeviction (it is " + maxmemoryPolicy + ", maxmemory " + maxmemory + ")");
        }
        if (gate == GateLevel.FSYNC && !syncsAlways()) {
            problems.add("tx.manager.gate is fsync, and it does not sync each write: set appendonly yes and "
                    + "appendfsync always (" + aof() + "), or another gate");
        }
        return problems;
    }

    /** What an operator should know, each with what to set. */
    public List<String> warnings(GateLevel gate) {
        List<String> warnings = new ArrayList<>();
        if (evicts() && maxmemory == 0) {
            warnings.add("maxmemory-policy is " + maxmemoryPolicy + ": harmless while maxmemory is 0, and refused with "
                    + "any other; set it to noeviction");
        }
        if (gate == GateLevel.REPLICAS && onlineReplicas == 0) {
            warnings.add("tx.manager.gate is replicas, and there is none: no outcome is told until one is there");
        }
        if (gate == GateLevel.AUTO && onlineReplicas == 0 && !syncsAlways()) {
            warnings.add("there is no replica, and writes are not synced (" + aof() + "): outcomes that were told "
                    + "can be lost with this machine; add a replica, or set appendonly yes and appendfsync always");
        }
        if (gate != GateLevel.FSYNC && onlineReplicas > 0 && !appendonly) {
            warnings.add("appendonly is no: a master that is started anew begins empty, and its replicas then drop "
                    + "what they have; set appendonly yes, or never restart a master automatically");
        }
        return warnings;
    }

    private boolean evicts() {
        return !maxmemoryPolicy.equals("noeviction") && !maxmemoryPolicy.equals("unknown");
    }

    private boolean isAtLeast62() {
        Matcher found = VERSION.matcher(version);
        if (!found.matches()) {
            return false;
        }
        int major = Integer.parseInt(found.group(1));
        return major > 6 || (major == 6 && Integer.parseInt(found.group(2)) >= 2);
    }

    private String aof() {
        return appendonly ? "appendfsync is " + appendfsync : "appendonly is no";
    }

    /** One line for the log. */
    @Override
    public String toString() {
        return "Redis " + version + ", " + role + ", run_id " + runId + ", "
                + (appendonly ? "AOF with appendfsync " + appendfsync : "no AOF") + ", maxmemory-policy "
                + maxmemoryPolicy + (maxmemory == 0 ? " without a limit" : " at " + maxmemory + " bytes") + ", "
                + onlineReplicas + (onlineReplicas == 1 ? " replica" : " replicas") + " online";
    }
}
