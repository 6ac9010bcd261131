package io.txgroup.manager.admin;

import static java.util.Objects.requireNonNullElse;

import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.CompensationState;
import io.txgroup.manager.compensation.Compensations;
import io.txgroup.manager.compensation.Compensations.Query;
import io.txgroup.manager.compensation.Compensations.Seen;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.protocol.GroupId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was lost, and what becomes of it; see {@link CompensationOrdersApi} for what may be done. */
@RestController
@RequestMapping(Routes.API + "/compensations")
final class CompensationsApi {
    private final Compensations compensations;
    private final CompensationPolicies policies;
    private final int shards;

    CompensationsApi(Compensations compensations, CompensationPolicies policies, GroupStore store) {
        this.compensations = compensations;
        this.policies = policies;
        this.shards = store.shards();
    }

    /** Compensations, newest first, and the cursor of the next page; null after the last. */
    record Page(List<CompensationSummary> items, @Nullable String next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    @GetMapping
    Page list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable Set<CompensationState> state,
            @RequestParam(required = false) @Nullable String service,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant until) {
        Query query = new Query(
                requireNonNullElse(cursor, ""),
                Limits.page(limit),
                requireNonNullElse(state, Set.of()),
                requireNonNullElse(service, ""),
                from == null ? 0 : millis(from, "from"),
                until == null ? Long.MAX_VALUE : millis(until, "until"));
        Compensations.Page page = AdminRedis.await(compensations.list(query));
        return new Page(page.items().stream().map(CompensationSummary::of).toList(), page.next());
    }

    private static long millis(Instant at, String name) {
        if (at.isBefore(Instant.EPOCH)) {
            throw Problem.invalid(name + " is " + at + ", before 1970");
        }
        return at.toEpochMilli();
    }

    @GetMapping("/{id}")
    ResponseEntity<CompensationView> one(@PathVariable String id) {
        return answer(id, HttpHeaders.EMPTY);
    }

    /** The same as a file. */
    @GetMapping("/{id}/export")
    ResponseEntity<CompensationView> export(@PathVariable String id) {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentDisposition(ContentDisposition.attachment()
                .filename("compensation-" + id(id, shards) + ".json")
                .build());
        return answer(id, headers);
    }

    private ResponseEntity<CompensationView> answer(String text, HttpHeaders headers) {
        GroupId id = id(text, shards);
        Optional<Seen> found = AdminRedis.await(compensations.one(id));
        Seen seen = found.orElseThrow(() -> Problem.unknown("There is no compensation of group " + id
                + ". Nothing of it was lost, or that is not proven yet, or its record was kept as long as the policy of its"
                + " service says and is gone"));
        return ResponseEntity.ok()
                .headers(headers)
                .eTag("\"" + seen.version() + "\"")
                .body(CompensationView.of(seen, policies));
    }

    /**
     * The group of that id.
     *
     * @throws Problem if there can't be one
     */
    static GroupId id(String text, int shards) {
        GroupId id;
        try {
            id = GroupId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("That is no group's id: " + e.getMessage());
        }
        if (id.shard() >= shards) {
            throw Problem.unknown("Group " + id + " has shard " + id.shard() + ", and there are " + shards);
        }
        return id;
    }
}
