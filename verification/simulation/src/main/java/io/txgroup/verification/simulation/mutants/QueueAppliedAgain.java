package io.txgroup.verification.simulation.mutants;

import io.txgroup.redis.core.RedisScript;
import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import java.util.Set;

/** A commit that is told twice applies the queue twice: it is left there, and its mark is not looked at. */
public final class QueueAppliedAgain extends Parts {
    @Override
    public String name() {
        return "Redis: a commit told twice applies the queue twice";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.EXACTLY_ONCE);
    }

    @Override
    public byte[] redisScript(RedisScript script) {
        byte[] text = super.redisScript(script);
        if (script != RedisScript.COMMIT) {
            return text;
        }
        byte[] unmarked = replaced(text, "if letter == 'C' then", "if letter == 'none' then");
        byte[] applying = replaced(unmarked, "if letter ~= 'P' then", "if letter ~= 'P' and letter ~= 'C' then");
        return replaced(applying, "redis.call('DEL', KEYS[2])", "");
    }
}
