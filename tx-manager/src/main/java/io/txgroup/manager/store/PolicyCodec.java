package io.txgroup.manager.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.manager.compensation.PolicyOverride;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A policy as it is kept: JSON, in which newer versions may say more, but nothing that is known here in other words. */
final class PolicyCodec {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private PolicyCodec() {}

    private record Form(
            @Nullable Boolean enabled,
            @Nullable Integer attempts,
            @Nullable Long backoffMillis,
            @Nullable String unreachable,
            @Nullable Long retentionMillis,
            @Nullable String changedBy) {}

    static byte[] encode(PolicyOverride override, String changedBy) {
        Duration backoff = override.backoff();
        WhenUnreachable unreachable = override.unreachable();
        Duration retention = override.retention();
        return JSON.writeValueAsBytes(new Form(
                override.enabled(),
                override.attempts(),
                backoff == null ? null : backoff.toMillis(),
                unreachable == null ? null : unreachable.name().toLowerCase(Locale.ROOT),
                retention == null ? null : retention.toMillis(),
                changedBy));
    }

    /**
     * The policy of a service, from {@code version json}.
     *
     * @throws RuntimeException if it can't be understood
     */
    static ServicePolicy decode(String service, byte[] value) {
        String text = new String(value, UTF_8);
        int blank = text.indexOf(' ');
        if (blank < 1) {
            throw new IllegalArgumentException("there is no version before the policy");
        }
        Form form = JSON.readValue(text.substring(blank + 1), Form.class);
        String unreachable = form.unreachable();
        return new ServicePolicy(
                service,
                Long.parseLong(text.substring(0, blank)),
                new PolicyOverride(
                        form.enabled(),
                        form.attempts(),
                        millis(form.backoffMillis()),
                        unreachable == null ? null : WhenUnreachable.valueOf(unreachable.toUpperCase(Locale.ROOT)),
                        millis(form.retentionMillis())),
                form.changedBy() == null ? "unknown" : form.changedBy());
    }

    private static @Nullable Duration millis(@Nullable Long value) {
        return value == null ? null : Duration.ofMillis(value);
    }
}
