package io.txgroup.jdbc.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do with a DataSource that can't take part in groups. */
final class UnheldDataSourceAnalyzer extends AbstractFailureAnalyzer<UnheldDataSourceException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnheldDataSourceException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
