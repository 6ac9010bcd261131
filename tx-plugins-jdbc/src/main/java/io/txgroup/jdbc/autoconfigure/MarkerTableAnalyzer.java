package io.txgroup.jdbc.autoconfigure;

import io.txgroup.jdbc.MarkerTableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says how to make the table of markers. */
final class MarkerTableAnalyzer extends AbstractFailureAnalyzer<MarkerTableException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MarkerTableException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Run this once in its database, and let the service's user SELECT, INSERT, UPDATE and DELETE there:\n\n"
                        + cause.definition()
                        + "\nOr set tx.jdbc.marker.initialize=always and the service makes it. If the table has another name,"
                        + " set tx.jdbc.marker.table. tx.jdbc.marker.enabled=false goes without: then nobody can prove"
                        + " what became of work whose commit was not answered (docs/guarantees.md). A DataSource that"
                        + " takes no part in groups is named in tx.jdbc.exclude.",
                cause);
    }
}
