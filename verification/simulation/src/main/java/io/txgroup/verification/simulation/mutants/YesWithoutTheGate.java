package io.txgroup.verification.simulation.mutants;

import io.txgroup.redis.core.RedisNodes;
import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** A queue counts as stored when the master has it. */
public final class YesWithoutTheGate extends Parts {
    @Override
    public String name() {
        return "Redis: yes without the gate";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.DURABLE_YES);
    }

    @Override
    public RedisNodes redisWay(RedisNodes way) {
        return new ForwardingRedis(way) {
            @Override
            public Exchange exchange(ScriptCall call, int replicas, Duration patience) throws IOException {
                Exchange found = super.exchange(call, 0, patience);
                return new Exchange(found.words(), replicas, found.replication(), found.name());
            }
        };
    }
}
