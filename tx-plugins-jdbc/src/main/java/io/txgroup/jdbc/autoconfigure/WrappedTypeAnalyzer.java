package io.txgroup.jdbc.autoconfigure;

import io.txgroup.jdbc.HeldDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do when somebody asks for a pool by its class, which the wrapped DataSource is not. */
final class WrappedTypeAnalyzer extends AbstractFailureAnalyzer<BeanNotOfRequiredTypeException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BeanNotOfRequiredTypeException cause) {
        if (!HeldDataSource.class.isAssignableFrom(cause.getActualType())) {
            return null;
        }
        String wanted = cause.getRequiredType().getName();
        return new FailureAnalysis(
                "Bean " + cause.getBeanName() + " is asked for as a " + wanted
                        + ", but TxGroup has wrapped it so that it takes part in groups.",
                "Ask for a javax.sql.DataSource, and for the pool itself with dataSource.unwrap("
                        + cause.getRequiredType().getSimpleName()
                        + ".class). If it is to take no part in groups, name it"
                        + " in tx.jdbc.exclude.",
                cause);
    }
}
