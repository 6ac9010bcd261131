package io.txgroup.manager;

import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of what is done about committed work that is lost; operators may say otherwise for single services.
 *
 * @param enabled whether lost work is done again by itself; if not, a person decides about each loss
 * @param attempts how often it is tried in vain before a person decides, and how often the callback is told of a new
 *     compensation in vain; 1 to 100
 * @param backoff how long after the first attempt that failed the next one is made; doubles with each further one, up to one
 *     hour
 * @param retention how long the record of a compensation is kept after its end, up to 366 days
 */
@ConfigurationProperties("tx.manager.compensation")
record CompensationProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("3") int attempts,
        @DefaultValue("5s") Duration backoff,
        @DefaultValue("7d") Duration retention) {
    CompensationProperties {
        var unused = new CompensationPolicy(enabled, attempts, backoff, WhenUnreachable.PROCEED, retention);
    }

    /** As a policy, with what the callback's settings add. */
    CompensationPolicy policy(WhenUnreachable unreachable) {
        return new CompensationPolicy(enabled, attempts, backoff, unreachable, retention);
    }
}
