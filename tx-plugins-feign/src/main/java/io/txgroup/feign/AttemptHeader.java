package io.txgroup.feign;

import feign.Request;
import io.txgroup.client.spi.Calls;
import java.io.IOException;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The group's header on a Feign request: a collection of one value, which names the attempt that is being made.
 *
 * <p>A load balancer that retries does so inside Feign's client, on requests that it makes from this one, and hands
 * this collection on to each of them. So the value can change with the attempt, and whoever holds such a request finds
 * the attempt in it. Not thread-safe: a request belongs to one thread.
 */
final class AttemptHeader extends AbstractCollection<String> {
    private final Calls calls;
    private final String target;
    private FirstEnding attempt;
    private boolean sent;

    AttemptHeader(Calls calls, String target, Calls.Attempt attempt) {
        this.calls = calls;
        this.target = target;
        this.attempt = new FirstEnding(attempt);
    }

    static boolean isOn(Request request) {
        return request.headers().get(Calls.GROUP_HEADER) instanceof AttemptHeader;
    }

    /** A load balancer is about to send the request, perhaps not for the first time. */
    static void sending(Request request) {
        if (request.headers().get(Calls.GROUP_HEADER) instanceof AttemptHeader header) {
            header.sending();
        }
    }

    /** The request with this header in place of any that was copied from elsewhere. */
    Request on(Request request) {
        Map<String, Collection<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(request.headers());
        headers.put(Calls.GROUP_HEADER, this);
        return Request.create(
                request.httpMethod(),
                request.url(),
                headers,
                request.body(),
                request.charset(),
                request.requestTemplate());
    }

    /** The attempt that is being made. */
    FirstEnding attempt() {
        return attempt;
    }

    private void sending() {
        if (sent) {
            attempt.unanswered(new IOException(target + " was sent again by the load balancer"));
            attempt = new FirstEnding(calls.attempt(target)
                    .orElseThrow(() -> new IllegalStateException(target + " was to be sent again outside its group")));
        }
        sent = true;
    }

    @Override
    public Iterator<String> iterator() {
        return List.of(attempt.header()).iterator();
    }

    @Override
    public int size() {
        return 1;
    }
}
