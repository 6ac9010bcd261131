package io.txgroup.samples.order;

import feign.FeignException;
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

    @ExceptionHandler({FeignException.class, RestClientException.class})
    ProblemDetail handle(RuntimeException e) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_GATEWAY, "A service that this order needs has failed: " + e.getMessage());
    }
}
