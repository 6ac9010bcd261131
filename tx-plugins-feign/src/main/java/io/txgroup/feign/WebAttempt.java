package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientResponse;

/** An attempt of a WebClient, or none. Only until the reply is here can the caller leave it unanswered. Thread-safe. */
final class WebAttempt {
    private final @Nullable FirstEnding attempt;
    private volatile boolean replied;

    WebAttempt(@Nullable FirstEnding attempt) {
        this.attempt = attempt;
    }

    boolean isInGroup() {
        return attempt != null;
    }

    String header() {
        return attempt == null ? "" : attempt.header();
    }

    void unanswered(Throwable cause) {
        if (attempt != null && !replied) {
            attempt.unanswered(cause);
        }
    }

    /** The reply, which ends the attempt: an error at once, any other when its body has been taken. */
    ClientResponse watched(ClientResponse response, String method, Calls.Branch branch) {
        FirstEnding ending = attempt;
        if (ending == null) {
            return response;
        }
        replied = true;
        Reply reply = Reply.to(ending, method, name -> values(response, name));
        if (response.statusCode().isError()) {
            reply.failed();
        }
        BodyEnd end = BodyEnd.of(reply, ending);
        return response.mutate()
                .body(body -> InBranch.deliver(body, branch, end))
                .build();
    }

    private static @Nullable Collection<String> values(ClientResponse response, String name) {
        List<String> values = response.headers().header(name);
        return values.isEmpty() ? null : values;
    }
}
