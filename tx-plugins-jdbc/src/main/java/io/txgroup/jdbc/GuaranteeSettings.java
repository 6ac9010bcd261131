package io.txgroup.jdbc;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What is promised of the work on wrapping DataSources, and by what it is known later.
 *
 * @param wanted the level that is asked for
 * @param markerTable the table of commit markers, with its schema if need be; empty for none: then nobody can prove later
 *     what became of work whose commit was not answered
 * @param installation tells several installations that share a database apart
 * @param service the service's name
 */
public record GuaranteeSettings(Guarantee wanted, Optional<String> markerTable, String installation, String service) {
    /** Held, without markers. */
    public static final GuaranteeSettings PLAIN =
            new GuaranteeSettings(Guarantee.HELD, Optional.empty(), "default", "service");

    public GuaranteeSettings {
        requireNonNull(wanted, "wanted is null");
        requireNonNull(markerTable, "markerTable is null");
        requireNonNull(installation, "installation is null");
        requireNonNull(service, "service is null");
        markerTable.ifPresent(MarkerTable::new);
    }
}
