package io.txgroup.manager.callback;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One attempt to tell the callback has failed; the message says why and what to do, and holds nothing secret. */
final class CallbackFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String reason;

    CallbackFailedException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = requireNonNull(kind, "kind is null");
        this.reason = message;
    }

    CallbackFailedException(Kind kind, String message) {
        this(kind, message, null);
    }

    Kind kind() {
        return kind;
    }

    /** The message. */
    String reason() {
        return reason;
    }

    /** Why an attempt fails, for metrics. */
    enum Kind {
        UNKNOWN_HOST,
        ADDRESS_REFUSED,
        NOT_CONNECTED,
        TLS,
        TIMEOUT,
        CLOSED,
        NOT_HTTP,
        REDIRECT,
        STATUS,
        TOO_LARGE,
        NOT_UNDERSTOOD,
        STOPPED;

        /** In small letters, as metrics have it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
