package io.txgroup.samples.faults;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * A failure asked for by the request that is being served, in the header {@value #HEADER}: {@code account=throw,order=swallow} reads
 * "account throws, and order swallows what its calls throw". The header travels with every call.
 *
 * @param kind {@code throw}, {@code sleep-MILLIS}, {@code pause} or {@code lose-reply}: all after the work was done; {@code
 *     pause-before-commit}: when the outcome is known; or {@code swallow}
 */
record Fault(String kind) {
    static final String HEADER = "X-Demo-Fault";

    static final String THROW = "throw";
    static final String SLEEP = "sleep-";
    static final String PAUSE = "pause";
    static final String PAUSE_BEFORE_COMMIT = "pause-before-commit";
    static final String SWALLOW = "swallow";
    static final String LOSE_REPLY = "lose-reply";

    /** What the request that this thread serves asks of {@code service}. */
    static Optional<Fault> of(String service) {
        return parse(header(), service);
    }

    static Optional<Fault> parse(@Nullable String header, String service) {
        if (header == null) {
            return Optional.empty();
        }
        return Arrays.stream(header.split(","))
                .filter(wish -> wish.startsWith(service + "="))
                .map(wish -> new Fault(wish.substring(service.length() + 1)))
                .findFirst();
    }

    /** The header of the request that this thread serves. */
    static @Nullable String header() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            return attributes.getRequest().getHeader(HEADER);
        }
        return null;
    }
}
