package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import java.io.IOException;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * Takes the group along on the calls of a RestClient or RestTemplate. Thread-safe.
 *
 * <p>Each time it is entered is one attempt, so it must be the last of its client's interceptors: then whatever retries
 * stands outside and makes several, and the load balancer has already chosen the instance. A call outside any group
 * passes untouched. A group that can't go on throws its {@link io.txgroup.client.TxException} and nothing is sent.
 */
public final class GroupInterceptor implements ClientHttpRequestInterceptor, Ordered {
    private final Calls calls;

    /** For the calls of this process. */
    public GroupInterceptor(Calls calls) {
        this.calls = calls;
    }

    /** The last one. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        String target = Target.of(request.getMethod().name(), request.getURI().toString());
        Optional<Calls.Attempt> attempt = calls.attempt(target);
        if (attempt.isEmpty()) {
            return execution.execute(request, body);
        }
        return send(new FirstEnding(attempt.get()), request, body, execution);
    }

    private static ClientHttpResponse send(
            FirstEnding attempt, HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        try {
            ClientHttpResponse response = execution.execute(new RequestInGroup(request, attempt.header()), body);
            Reply reply = Reply.to(attempt, request.getMethod().name(), response.getHeaders()::get);
            if (response.getStatusCode().isError()) {
                reply.failed();
            }
            return new WatchedResponse(response, reply);
        } catch (Throwable cause) {
            attempt.unanswered(cause);
            throw cause;
        }
    }

    /** The request with the group's header in place of any that was copied from elsewhere. */
    private static final class RequestInGroup extends HttpRequestWrapper {
        private final HttpHeaders headers;

        RequestInGroup(HttpRequest request, String header) {
            super(request);
            this.headers = new HttpHeaders();
            this.headers.putAll(request.getHeaders());
            this.headers.set(Calls.GROUP_HEADER, header);
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
