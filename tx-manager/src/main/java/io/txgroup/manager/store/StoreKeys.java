package io.txgroup.manager.store;

import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;

/** The names of the store's keys; what is behind them, {@link RedisGroupStore} tells. */
record StoreKeys(String prefix) {
    String group(GroupId id) {
        return groups(id.shard()) + id;
    }

    /** What the names of all groups of a shard begin with. */
    String groups(int shard) {
        return shard(shard) + "group:";
    }

    String due(int shard) {
        return shard(shard) + "due";
    }

    String compensations(int shard) {
        return shard(shard) + "compensations";
    }

    String epoch(int shard) {
        return shard(shard) + "epoch";
    }

    String gate(int shard) {
        return shard(shard) + "gate";
    }

    String replicas(int shard) {
        return shard(shard) + "replicas";
    }

    String process(ProcessId process) {
        return prefix + ":process:" + process;
    }

    String service(String service) {
        return prefix + ":service:" + service;
    }

    String managers() {
        return prefix + ":managers";
    }

    /** The channel of what is handed to that manager. */
    String handOver(String manager) {
        return prefix + ":handover:" + manager;
    }

    String policies() {
        return prefix + ":policies";
    }

    String shards() {
        return prefix + ":shards";
    }

    private String shard(int shard) {
        return prefix + ":{" + shard + "}:";
    }
}
