package io.txgroup.feign;

import feign.Client;
import feign.Request;
import feign.Response;
import io.txgroup.client.spi.Calls;
import java.io.IOException;
import java.util.Optional;

/** Makes each execution of a Feign client an attempt of the group, if the thread is in one. Thread-safe. */
final class GroupClient implements Client {
    private final Client client;
    private final Calls calls;

    GroupClient(Client client, Calls calls) {
        this.client = client;
        this.calls = calls;
    }

    @Override
    public Response execute(Request request, Request.Options options) throws IOException {
        if (AttemptHeader.isOn(request)) {
            return client.execute(request, options);
        }
        String target = Target.of(request.httpMethod().name(), request.url());
        Optional<Calls.Attempt> attempt = calls.attempt(target);
        if (attempt.isEmpty()) {
            return client.execute(request, options);
        }
        return send(new AttemptHeader(calls, target, attempt.get()), request, options);
    }

    private Response send(AttemptHeader header, Request request, Request.Options options) throws IOException {
        try {
            return watched(client.execute(header.on(request), options), request, header.attempt());
        } catch (Throwable cause) {
            header.attempt().unanswered(cause);
            throw cause;
        }
    }

    private static Response watched(Response response, Request request, FirstEnding attempt) {
        Reply reply = Reply.to(attempt, request.httpMethod().name(), response.headers()::get);
        if (isError(response.status())) {
            reply.failed();
        }
        Response.Body body = response.body();
        if (body == null || body.isRepeatable()) {
            reply.taken();
            return response;
        }
        return response.toBuilder().body(new WatchedFeignBody(body, reply)).build();
    }

    /** Feign makes an exception of every status but 2xx; of 404 it may make an empty result, which is a failed call too. */
    private static boolean isError(int status) {
        return status < 200 || status > 299;
    }
}
