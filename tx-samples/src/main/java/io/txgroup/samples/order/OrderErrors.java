package io.txgroup.samples.order;

import feign.FeignException;
import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcomeUnknownException;
import io.txgroup.client.TxRolledBackException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.RestClientException;

/** What a caller of the order service is told when an order could not be placed. */
@RestControllerAdvice
class OrderErrors {
    @ExceptionHandler
    ProblemDetail handle(DuplicateKeyException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "This order number is taken");
    }

    @ExceptionHandler
    ProblemDetail handle(TxRolledBackException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail handle(TxManagerUnavailableException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage());
    }

    /** Neither success nor failure: the one case in which a caller must look before it tries again. */
    @ExceptionHandler
    ProblemDetail handle(TxOutcomeUnknownException e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.GATEWAY_TIMEOUT, e.getMessage());
        problem.setProperty("outcome", "UNKNOWN");
        return problem;
    }

    @ExceptionHandler({FeignException.class, RestClientException.class})
    ProblemDetail handle(RuntimeException e) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_GATEWAY, "A service that this order needs has failed: " + e.getMessage());
    }
}
