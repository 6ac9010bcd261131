package io.txgroup.manager.admin;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What every change must say, and what is answered where it can't be known whether it was made. */
final class Changes {
    private static final int LONGEST_REASON = 500;

    private Changes() {}

    /** The version that a change is of, without the quotes of an ETag. */
    static String version(@Nullable String ifMatch, String what) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw Problem.of(
                    HttpStatus.PRECONDITION_REQUIRED,
                    "no-version",
                    "A change needs the header If-Match with the version of the " + what + " that it is a change of");
        }
        String tag = ifMatch.strip();
        // a proxy that compresses makes a weak one of it
        return (tag.startsWith("W/") ? tag.substring(2) : tag).replace("\"", "");
    }

    /** Why somebody changes it: for those who look at it later. */
    static String reason(@Nullable String given) {
        String reason = given == null ? "" : given.strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw Problem.invalid("The reason has " + reason.length() + " characters; say in 1 to " + LONGEST_REASON
                    + " why this is done, it is kept in the audit");
        }
        return reason;
    }

    static Problem changedMeanwhile(String detail) {
        return Problem.of(HttpStatus.PRECONDITION_FAILED, "changed-meanwhile", detail);
    }

    /** Perhaps it is done. */
    static Problem unconfirmed(@Nullable String why) {
        return Problem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "unconfirmed",
                "It is not known whether this was done: " + why + ". Look again before you repeat it");
    }

    /** How long ago something was, in words. */
    static String ago(Instant then, Instant now) {
        return Math.max(0, Duration.between(then, now).toSeconds()) + " s ago";
    }
}
