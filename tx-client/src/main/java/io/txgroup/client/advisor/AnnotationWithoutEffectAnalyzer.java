package io.txgroup.client.advisor;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do about an annotation that can't take effect. */
final class AnnotationWithoutEffectAnalyzer extends AbstractFailureAnalyzer<AnnotationWithoutEffectException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AnnotationWithoutEffectException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
