package io.txgroup.manager.admin;

import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.manager.compensation.Compensations.Seen;
import io.txgroup.protocol.Invocation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compensation in a list. Times are the store's.
 *
 * @param id of its group
 * @param version of this stand: what If-Match wants
 * @param services those whose work is or was lost
 * @param methods what their units ran
 * @param why why a person is waited for; empty if nobody is
 * @param since when the loss was recorded
 * @param discarding whether it is being discarded, or was
 * @param attempts how many tries have ended, up to 20
 */
record CompensationSummary(
        String id,
        String version,
        CompensationState state,
        String label,
        List<String> services,
        List<String> methods,
        String why,
        Instant since,
        @Nullable Instant endedAt,
        boolean discarding,
        int attempts) {
    CompensationSummary {
        services = List.copyOf(services);
        methods = List.copyOf(methods);
    }

    static CompensationSummary of(Seen seen) {
        CompensationRecord record = seen.record();
        return new CompensationSummary(
                seen.id().toString(),
                seen.version(),
                seen.state(),
                seen.label(),
                seen.work().stream()
                        .map(work -> work.unit().service())
                        .distinct()
                        .toList(),
                seen.work().stream()
                        .flatMap(work -> work.invocations().stream())
                        .map(Invocation::methodId)
                        .distinct()
                        .toList(),
                record.why(),
                Instant.ofEpochMilli(record.since()),
                CompensationView.moment(record.endedAt()),
                record.discarding(),
                record.attempts().size());
    }
}
