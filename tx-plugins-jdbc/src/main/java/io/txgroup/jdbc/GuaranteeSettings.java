package io.txgroup.jdbc;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What is promised of the work on wrapping DataSources, and by what it is known later.
 *
 * @param wanted the level that is asked for
 * @param markerTable the table of commit markers, with its schema if need be; empty for none: then nobody can prove later
 *     what became of work whose commit was not answered
 * @param markerRetention for how long markers are kept at least; after it they go when the managers call their group
 *     finished
 * @param installation tells several installations that share a database apart
 * @param service the service's name
 */
public record GuaranteeSettings(
        Guarantee wanted, Optional<String> markerTable, Duration markerRetention, String installation, String service) {
    /** Held, without markers. */
    public static final GuaranteeSettings PLAIN =
            new GuaranteeSettings(Guarantee.HELD, Optional.empty(), Duration.ofHours(1), "default", "service");

    public GuaranteeSettings {
        requireNonNull(wanted, "wanted is null");
        requireNonNull(markerTable, "markerTable is null");
        requireNonNull(markerRetention, "markerRetention is null");
        if (markerRetention.isNegative()) {
            throw new IllegalArgumentException(
                    "markerRetention is " + markerRetention + "; it is at least 0 (tx.jdbc.marker.retention)");
        }
        requireNonNull(installation, "installation is null");
        requireNonNull(service, "service is null");
        markerTable.ifPresent(MarkerTable::new);
    }
}
