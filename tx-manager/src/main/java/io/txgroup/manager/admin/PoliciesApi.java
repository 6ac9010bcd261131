package io.txgroup.manager.admin;

import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.manager.compensation.PolicyOverride;
import io.txgroup.manager.store.RedisPolicies;
import io.txgroup.manager.store.ServicePolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What is done by itself about lost work of each service. Every change names in If-Match the version that it is a change of,
 * 0 where there is none, and says why. A service is named in the body: its name may have what a path may not.
 */
@RestController
@RequestMapping(Routes.API + "/policies")
final class PoliciesApi {
    private final RedisPolicies policies;
    private final AuditLog audit;

    PoliciesApi(RedisPolicies policies, AuditLog audit) {
        this.policies = policies;
        this.audit = audit;
    }

    /** What a policy says; what is null it leaves open. Durations as in the settings: 500ms, 5s, 7d. */
    record Said(
            @Nullable Boolean enabled,
            @Nullable Integer attempts,
            @Nullable String backoff,
            @Nullable WhenUnreachable unreachable,
            @Nullable String retention) {
        static Said of(CompensationPolicy policy) {
            return new Said(
                    policy.enabled(),
                    policy.attempts(),
                    Durations.text(policy.backoff()),
                    policy.unreachable(),
                    Durations.text(policy.retention()));
        }

        static Said of(PolicyOverride own) {
            Duration backoff = own.backoff();
            Duration retention = own.retention();
            return new Said(
                    own.enabled(),
                    own.attempts(),
                    backoff == null ? null : Durations.text(backoff),
                    own.unreachable(),
                    retention == null ? null : Durations.text(retention));
        }
    }

    /**
     * The policy of a service.
     *
     * @param own what it says itself
     * @param holds what holds, with what the settings add
     */
    record OfService(String service, String version, String changedBy, Said own, Said holds) {}

    /**
     * All of them.
     *
     * @param settings what holds for services without a policy of their own
     */
    record All(Said settings, List<OfService> items) {
        public All {
            items = List.copyOf(items);
        }
    }

    /** What is to hold for a service. */
    record Wanted(
            @Nullable String service,
            @Nullable Boolean enabled,
            @Nullable Integer attempts,
            @Nullable String backoff,
            @Nullable WhenUnreachable unreachable,
            @Nullable String retention,
            @Nullable String reason) {
        PolicyOverride override() {
            return new PolicyOverride(
                    enabled, attempts, duration(backoff, "backoff"), unreachable, duration(retention, "retention"));
        }

        private static @Nullable Duration duration(@Nullable String text, String name) {
            if (text == null || text.isBlank()) {
                return null;
            }
            try {
                return DurationStyle.detectAndParse(text.strip());
            } catch (IllegalArgumentException e) {
                throw Problem.invalid(
                        name + " is '" + text + "', which is no duration; it is for instance 500ms, 5s or 7d");
            }
        }
    }

    /** Whose policy is to be removed. */
    record Removed(@Nullable String service, @Nullable String reason) {}

    @GetMapping
    All all() {
        AdminRedis.await(policies.refresh().thenApply(read -> true));
        CompensationPolicy settings = policies.settings();
        return new All(
                Said.of(settings),
                policies.overrides().stream()
                        .map(policy -> shown(policy, settings))
                        .toList());
    }

    private static OfService shown(ServicePolicy policy, CompensationPolicy settings) {
        return new OfService(
                policy.service(),
                Long.toString(policy.version()),
                policy.changedBy(),
                Said.of(policy.override()),
                Said.of(policy.override().over(settings)));
    }

    @PostMapping
    OfService change(
            @RequestBody Wanted wanted,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Principal by,
            HttpServletRequest request) {
        String service = service(wanted.service());
        long expected = number(Changes.version(version, "service's policy, 0 if it has none,"));
        String reason = Changes.reason(wanted.reason());
        PolicyOverride override = wanted.override();
        String detail = said(override) + ": " + reason;
        Note note = new Note(by.getName(), "policy.change", service, request.getRemoteAddr(), detail);
        replaced(policies.change(service, expected, override, by.getName()), note);
        return find(service)
                .map(policy -> shown(policy, policies.settings()))
                .orElseThrow(() -> Changes.changedMeanwhile("Somebody has removed it right after"));
    }

    @PostMapping("/removal")
    void remove(
            @RequestBody Removed wanted,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Principal by,
            HttpServletRequest request) {
        String service = service(wanted.service());
        long expected = number(Changes.version(version, "service's policy"));
        String reason = Changes.reason(wanted.reason());
        if (find(service).isEmpty()) {
            AdminRedis.await(policies.refresh().thenApply(read -> true));
            if (find(service).isEmpty()) {
                throw Problem.unknown(service + " has no policy of its own");
            }
        }
        replaced(
                policies.remove(service, expected),
                new Note(by.getName(), "policy.remove", service, request.getRemoteAddr(), reason));
    }

    /** What the audit is told. */
    private record Note(String who, String what, String target, String from, String detail) {}

    private void replaced(CompletionStage<Boolean> change, Note note) {
        boolean done;
        try {
            done = AdminRedis.await(change);
        } catch (AdminUnavailableException e) {
            if (e.getCause() instanceof IllegalStateException full) {
                throw Problem.of(HttpStatus.CONFLICT, "refused", String.valueOf(full.getMessage()));
            }
            audit.note(note.who(), note.what(), note.target(), note.from(), "not confirmed: " + note.detail());
            throw Changes.unconfirmed(e.getMessage());
        }
        if (!done) {
            throw Changes.changedMeanwhile(find(note.target())
                    .map(now -> "The policy of " + now.service() + " was changed by " + now.changedBy()
                            + "; look at it again, then repeat the change if you still want it")
                    .orElse("The policy of " + note.target() + " was removed meanwhile"));
        }
        audit.note(note.who(), note.what(), note.target(), note.from(), note.detail());
    }

    private Optional<ServicePolicy> find(String service) {
        return policies.overrides().stream()
                .filter(policy -> policy.service().equals(service))
                .findFirst();
    }

    private static String said(PolicyOverride override) {
        Said said = Said.of(override);
        return "enabled=" + said.enabled() + " attempts=" + said.attempts() + " backoff=" + said.backoff()
                + " unreachable=" + said.unreachable() + " retention=" + said.retention();
    }

    private static String service(@Nullable String name) {
        if (name == null || name.isBlank()) {
            throw Problem.invalid("The service must be named");
        }
        return name.strip();
    }

    private static long number(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            throw Problem.invalid("If-Match is '" + version + "', which is no version of a policy; 0 stands for none");
        }
    }
}
