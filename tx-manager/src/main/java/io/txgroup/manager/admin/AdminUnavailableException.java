package io.txgroup.manager.admin;

import org.springframework.security.authentication.AuthenticationServiceException;

/** The request can't be answered now, and nobody knows who sent it: answered with 503, never with another user's rights. */
final class AdminUnavailableException extends AuthenticationServiceException {
    private static final long serialVersionUID = 1;

    AdminUnavailableException(String message) {
        super(message);
    }

    AdminUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
