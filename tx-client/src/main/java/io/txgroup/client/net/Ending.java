package io.txgroup.client.net;

import static java.util.Objects.requireNonNull;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.txgroup.protocol.wire.MalformedMessageException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an attempt or a connection ended.
 *
 * @param kind what follows from it
 * @param why in words for a person
 */
record Ending(Kind kind, String why) {
    private static final Logger log = LoggerFactory.getLogger(Ending.class);

    /** Two addresses of one manager: one connection to it is enough. */
    static final Ending ELSEWHERE = new Ending(Kind.ELSEWHERE, "its TxManager is connected by another address already");

    enum Kind {
        /** Not reached, or broken: tried again soon. */
        BROKEN,
        /** The manager or this process does not take the other, by its secret or version: tried again slowly. */
        REFUSED,
        /** The manager there is connected by another address already: looked at again now and then. */
        ELSEWHERE
    }

    Ending {
        requireNonNull(kind, "kind is null");
        requireNonNull(why, "why is null");
    }

    static Ending broken(String why) {
        return new Ending(Kind.BROKEN, why);
    }

    static Ending malformed(MalformedMessageException cause) {
        return broken("it does not speak like a TxManager: " + cause.getMessage());
    }

    /** The ending that an exception makes. */
    static Ending by(Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof MalformedMessageException malformed) {
            return malformed(malformed);
        }
        if (cause instanceof ConnectTimeoutException) {
            return broken("it does not answer");
        }
        if (!(cause instanceof IOException)) {
            log.error("A connection to a TxManager failed unexpectedly", cause);
        }
        String message = cause.getMessage();
        return broken(message == null ? cause.getClass().getSimpleName() : message);
    }
}
