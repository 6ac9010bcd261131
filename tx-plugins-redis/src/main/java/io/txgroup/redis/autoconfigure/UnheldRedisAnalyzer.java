package io.txgroup.redis.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do with a RedisConnectionFactory that can't take part in groups. */
final class UnheldRedisAnalyzer extends AbstractFailureAnalyzer<UnheldRedisException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnheldRedisException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
