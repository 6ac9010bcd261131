package io.txgroup.manager.admin;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * Why a request is not done, as RFC 9457 has it. The type is {@code urn:txgroup:problem:} and a word that docs/admin.md
 * explains; the detail has the numbers and what to do next.
 */
final class Problem extends ErrorResponseException {
    private static final long serialVersionUID = 1;
    private static final String TYPE = "urn:txgroup:problem:";

    private Problem(HttpStatus status, ProblemDetail body) {
        super(status, body, null);
    }

    static ProblemDetail body(HttpStatus status, String word, @Nullable String detail) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
        body.setType(URI.create(TYPE + word));
        return body;
    }

    static Problem of(HttpStatus status, String word, String detail) {
        return new Problem(status, body(status, word, detail));
    }

    static Problem invalid(String detail) {
        return of(HttpStatus.BAD_REQUEST, "invalid-request", detail);
    }

    static Problem unknown(String detail) {
        return of(HttpStatus.NOT_FOUND, "unknown", detail);
    }
}
