package io.txgroup.manager;

/** A manager without any service's secret can't tell its peers from strangers, so it does not start. */
final class MissingSecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingSecretException() {
        super("No service has a secret in tx.manager.secrets, so nobody could be let in");
    }
}
