package io.txgroup.manager;

import io.txgroup.protocol.net.Secret;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do when there is no secret. */
final class MissingSecretAnalyzer extends AbstractFailureAnalyzer<MissingSecretException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MissingSecretException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                "Give each service a secret of its own (" + Secret.HOW_TO_MAKE_ONE + "), here as"
                        + " tx.manager.secrets.<service's spring.application.name>, and in that service as"
                        + " tx.client.secret. Keep both out of your repository, for instance in the environment variable"
                        + " TX_MANAGER_SECRETS_<SERVICE>.",
                cause);
    }
}
