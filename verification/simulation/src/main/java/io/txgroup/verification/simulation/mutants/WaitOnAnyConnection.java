package io.txgroup.verification.simulation.mutants;

import io.txgroup.redis.core.RedisNodes;
import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** WAIT is believed also if the connection broke between it and the script, and the driver made another one. */
public final class WaitOnAnyConnection extends Parts {
    @Override
    public String name() {
        return "Redis: WAIT believed on another connection";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.DURABLE_YES);
    }

    @Override
    public RedisNodes redisWay(RedisNodes way) {
        return new ForwardingRedis(way) {
            private String given = "";

            @Override
            public void rename(String name) throws IOException {
                super.rename(name);
                given = name;
            }

            @Override
            public Exchange exchange(ScriptCall call, int replicas, Duration patience) throws IOException {
                Exchange found = super.exchange(call, replicas, patience);
                return new Exchange(found.words(), found.replicas(), found.replication(), given);
            }
        };
    }
}
