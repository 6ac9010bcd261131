package io.txgroup.redis;

import io.txgroup.redis.core.KeyNames;
import io.txgroup.redis.core.WireCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** In a Redis Cluster, a write of many keys that have nothing to do with one another becomes one for each slot. */
final class SlotSplit {
    private static final Map<String, Integer> WORDS_PER_KEY = Map.of("DEL", 1, "UNLINK", 1, "MSET", 2);

    private SlotSplit() {}

    static List<WireCommand> of(List<WireCommand> commands, HeldRedis redis) {
        if (!redis.keys().isCluster()) {
            return commands;
        }
        List<WireCommand> split = new ArrayList<>();
        for (WireCommand command : commands) {
            int step = WORDS_PER_KEY.getOrDefault(command.name(), 0);
            if (step == 0) {
                split.add(command);
            } else {
                split.addAll(bySlot(command, step, redis.keys()));
            }
        }
        return split;
    }

    private static List<WireCommand> bySlot(WireCommand command, int step, KeyNames keys) {
        Map<Integer, List<byte[]>> parts = new TreeMap<>();
        for (int i = 1; i + step <= command.size(); i += step) {
            List<byte[]> words = parts.computeIfAbsent(
                    keys.ordinal(command.words().get(i)),
                    slot -> new ArrayList<>(List.of(command.words().get(0))));
            words.addAll(command.words().subList(i, i + step));
        }
        return parts.values().stream().map(WireCommand::new).toList();
    }
}
