package io.txgroup.jdbc.autoconfigure;

import io.txgroup.jdbc.UnmetGuaranteeException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to change so that a DataSource can promise what is asked for. */
final class UnmetGuaranteeAnalyzer extends AbstractFailureAnalyzer<UnmetGuaranteeException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnmetGuaranteeException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
