package io.txgroup.manager.admin;

import io.txgroup.manager.compensation.Compensations;
import io.txgroup.manager.compensation.Compensations.Answer;
import io.txgroup.manager.compensation.Compensations.Seen;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.protocol.GroupId;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an operator may do about a compensation. Each order names in If-Match the version that was looked at, and says why.
 * What is done is in the audit, also what is perhaps done; of a refused order nothing is.
 */
@RestController
@RequestMapping(Routes.API + "/compensations/{id}")
final class CompensationOrdersApi {
    private static final Logger log = LoggerFactory.getLogger(CompensationOrdersApi.class);

    private final Compensations compensations;
    private final AuditLog audit;
    private final int shards;

    CompensationOrdersApi(Compensations compensations, AuditLog audit, GroupStore store) {
        this.compensations = compensations;
        this.audit = audit;
        this.shards = store.shards();
    }

    /** Why something is ordered. */
    record Why(@Nullable String reason) {}

    /**
     * What was done.
     *
     * @param message what happens next, in the manager's words
     * @param version of the compensation after it
     */
    record Done(String message, String version) {}

    /** Gives an order of one kind. */
    @FunctionalInterface
    private interface Giving {
        CompletionStage<Answer> to(GroupId id, String version, String by, String note);
    }

    @PostMapping("/repair")
    ResponseEntity<Done> repair(
            @PathVariable String id,
            @RequestBody Why why,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Principal by,
            HttpServletRequest request) {
        return order("compensation.repair", compensations::repairNow, new Given(id, version, why, by, request));
    }

    @PostMapping("/hold")
    ResponseEntity<Done> hold(
            @PathVariable String id,
            @RequestBody Why why,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Principal by,
            HttpServletRequest request) {
        return order("compensation.hold", compensations::hold, new Given(id, version, why, by, request));
    }

    @PostMapping("/resume")
    ResponseEntity<Done> resume(
            @PathVariable String id,
            @RequestBody Why why,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Principal by,
            HttpServletRequest request) {
        return order("compensation.resume", compensations::resume, new Given(id, version, why, by, request));
    }

    /** Never repair it; can't be taken back. */
    @PostMapping("/resolve")
    ResponseEntity<Done> resolve(
            @PathVariable String id,
            @RequestBody Why why,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Principal by,
            HttpServletRequest request) {
        return order("compensation.resolve", compensations::discard, new Given(id, version, why, by, request));
    }

    /** An order as it came. */
    private record Given(String id, @Nullable String version, Why why, Principal by, HttpServletRequest request) {}

    private ResponseEntity<Done> order(String what, Giving giving, Given given) {
        GroupId id = CompensationsApi.id(given.id(), shards);
        String version = Changes.version(given.version(), "compensation");
        String reason = Changes.reason(given.why().reason());
        String by = given.by().getName();
        String from = given.request().getRemoteAddr();
        Answer answer;
        try {
            answer = AdminRedis.await(giving.to(id, version, by, reason));
        } catch (AdminUnavailableException e) {
            audit.note(by, what, id.toString(), from, "not confirmed: " + reason);
            throw Changes.unconfirmed(e.getMessage());
        }
        return switch (answer.result()) {
            case DONE -> {
                audit.note(by, what, id.toString(), from, reason);
                yield ResponseEntity.ok()
                        .eTag("\"" + answer.version() + "\"")
                        .body(new Done(answer.message(), answer.version()));
            }
            case CHANGED -> throw Changes.changedMeanwhile(answer.message() + lastOrder(id));
            case REFUSED -> throw Problem.of(HttpStatus.CONFLICT, "refused", answer.message());
            case NOT_THERE -> throw Problem.unknown(answer.message());
            case UNKNOWN -> {
                audit.note(by, what, id.toString(), from, "not confirmed: " + reason);
                throw Changes.unconfirmed(answer.message());
            }
        };
    }

    /** Who was quicker, if it was a person. */
    private String lastOrder(GroupId id) {
        try {
            Optional<Seen> seen = AdminRedis.await(compensations.one(id));
            return seen.map(now -> {
                        List<CompensationView.Ordered> orders = CompensationView.orders(now.record());
                        if (orders.isEmpty()) {
                            return "";
                        }
                        CompensationView.Ordered last = orders.get(orders.size() - 1);
                        return ". The last order was " + last.kind() + " by " + last.by() + ", "
                                + Changes.ago(last.at(), Instant.ofEpochMilli(now.now()));
                    })
                    .orElse("");
        } catch (AdminUnavailableException e) {
            log.debug("Group {} - who has changed it can't be looked up", id, e);
            return "";
        }
    }
}
