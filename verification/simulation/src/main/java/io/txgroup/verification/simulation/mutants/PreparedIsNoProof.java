package io.txgroup.verification.simulation.mutants;

import io.txgroup.redis.core.RedisScript;
import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import java.util.Set;

/** A proof takes work for lost whose queue is stored and waits for the outcome. */
public final class PreparedIsNoProof extends Parts {
    @Override
    public String name() {
        return "Redis: a proof does not look whether it is prepared";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.DURABLE_YES, Invariant.LOST_ONLY_IF_TRUE);
    }

    @Override
    public byte[] redisScript(RedisScript script) {
        byte[] text = super.redisScript(script);
        return script == RedisScript.PROVE ? replaced(text, "if letters['P'] then", "if false then") : text;
    }
}
