package io.txgroup.manager.api;

import io.txgroup.manager.cluster.Presence;
import io.txgroup.protocol.net.RequestGuard;
import io.txgroup.protocol.net.RequestProof;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/**
 * {@code GET /api/managers}: where services reach the managers that live now, as
 * {@code {"managers": ["10.0.0.1:7300", "10.0.0.2:7300"]}}. Whoever asks proves by {@link RequestProof} which service it is.
 * What is wrong is answered as a problem (RFC 9457): 401 for a request that is not proved, 503 while the store does not
 * answer.
 */
@RestController
public final class ManagersApi {
    private static final Logger log = LoggerFactory.getLogger(ManagersApi.class);
    private static final Duration WITHIN = Duration.ofSeconds(3);
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - TELL_EVERY.toNanos());
    private final RequestGuard guard;
    private final Supplier<CompletionStage<List<Presence.Manager>>> managers;

    /**
     * Answers from these.
     *
     * @param managers asks for the managers that take connections
     */
    public ManagersApi(RequestGuard guard, Supplier<CompletionStage<List<Presence.Manager>>> managers) {
        this.guard = guard;
        this.managers = managers;
    }

    @GetMapping(path = "/api/managers")
    ResponseEntity<?> managers(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            WebRequest request) {
        Optional<String> refusal = guard.refusal(authorization, RequestProof.OF_MANAGERS);
        if (refusal.isPresent()) {
            tell(request.getDescription(true), refusal.get());
            return problem(HttpStatus.UNAUTHORIZED, "not-proved", refusal.get());
        }
        try {
            List<String> addresses =
                    managers.get().toCompletableFuture().get(WITHIN.toMillis(), TimeUnit.MILLISECONDS).stream()
                            .map(Presence.Manager::address)
                            .distinct()
                            .sorted()
                            .toList();
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .body(Map.of("managers", addresses));
        } catch (ExecutionException | TimeoutException e) {
            log.debug("The managers could not be read", e);
            return problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "store-unavailable",
                    "the managers' store does not answer; use the managers that are known, and ask again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return problem(HttpStatus.SERVICE_UNAVAILABLE, "stopping", "this manager is being stopped");
        }
    }

    /** One line a second at most, so that nobody can fill a disk from outside. */
    private void tell(String address, String refusal) {
        long now = System.nanoTime();
        long last = toldAt.get();
        if (now - last > TELL_EVERY.toNanos() && toldAt.compareAndSet(last, now)) {
            log.warn("HTTP {} - asks where the managers are and is refused: {}", address, refusal);
        } else {
            log.debug("HTTP {} - asks where the managers are and is refused: {}", address, refusal);
        }
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:txgroup:" + type));
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == HttpStatus.UNAUTHORIZED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, RequestProof.SCHEME);
        }
        return answer.body(problem);
    }
}
