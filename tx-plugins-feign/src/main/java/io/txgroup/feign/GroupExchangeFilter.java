package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import java.util.concurrent.CancellationException;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Takes the group along on the calls of a WebClient; for a client that is built by hand: {@code new
 * GroupExchangeFilter(calls).in(builder)}. Thread-safe.
 *
 * <p>Each subscription is one attempt, so it must be the last of its client's filters: then whatever retries stands
 * outside and makes several. A call belongs to the group of the thread that subscribes, else to that of the thread in
 * which its request was made ({@code client.post()}): a retry, a timer or a load balancer may subscribe in a thread that
 * runs for nobody. What is subscribed after the group's method has returned fails with an {@link IllegalStateException}
 * and sends nothing.
 *
 * <p>What comes of a reply runs in the thread that received it, for the same group: a call that {@code flatMap} makes
 * takes part too. An operator that changes the thread loses it, unless Reactor's automatic context propagation is on.
 */
public final class GroupExchangeFilter implements ExchangeFilterFunction {
    private static final String MADE_FOR = GroupExchangeFilter.class.getName() + ".MADE_FOR";

    private final Calls calls;

    /** For the calls of this process. */
    public GroupExchangeFilter(Calls calls) {
        this.calls = calls;
    }

    /** Makes this the last filter of what the builder builds, in place of any other of its kind. */
    public void in(WebClient.Builder builder) {
        builder.defaultRequest(request -> request.attribute(MADE_FOR, calls.branch()))
                .filters(filters -> {
                    filters.removeIf(GroupExchangeFilter.class::isInstance);
                    filters.add(this);
                });
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return Mono.defer(() -> {
            Calls.Branch branch = branchOf(request);
            return branch.isInGroup() ? exchange(branch, request, next) : next.exchange(request);
        });
    }

    private Calls.Branch branchOf(ClientRequest request) {
        Calls.Branch here = calls.branch();
        return !here.isInGroup() && request.attributes().get(MADE_FOR) instanceof Calls.Branch made ? made : here;
    }

    private Mono<ClientResponse> exchange(Calls.Branch branch, ClientRequest request, ExchangeFunction next) {
        Mono<ClientResponse> exchange = Mono.using(
                () -> begin(branch, request),
                attempt -> attempt.isInGroup() ? send(attempt, branch, request, next) : next.exchange(request),
                attempt -> attempt.unanswered(new CancellationException("the caller gave up")));
        // an attempt may wait for the group's record
        return Schedulers.isInNonBlockingThread() ? exchange.subscribeOn(Schedulers.boundedElastic()) : exchange;
    }

    private WebAttempt begin(Calls.Branch branch, ClientRequest request) {
        try (Calls.Entered entered = branch.enter()) {
            String target = Target.of(request.method().name(), request.url().toString());
            return new WebAttempt(calls.attempt(target).map(FirstEnding::new).orElse(null));
        }
    }

    private static Mono<ClientResponse> send(
            WebAttempt attempt, Calls.Branch branch, ClientRequest request, ExchangeFunction next) {
        ClientRequest inGroup = ClientRequest.from(request)
                .headers(headers -> headers.set(Calls.GROUP_HEADER, attempt.header()))
                .build();
        Mono<ClientResponse> response = next.exchange(inGroup)
                .doOnError(attempt::unanswered)
                .map(reply -> attempt.watched(reply, request.method().name(), branch));
        return InBranch.deliver(response, branch);
    }
}
