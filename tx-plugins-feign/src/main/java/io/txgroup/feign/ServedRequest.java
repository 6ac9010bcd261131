package io.txgroup.feign;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that came with a group's header. It can't be answered asynchronously: a unit joins before its reply leaves,
 * and work of another thread would commit by itself, unnoticed.
 */
final class ServedRequest extends HttpServletRequestWrapper {
    static final String NO_ASYNC = "a call of a group can't be answered asynchronously (Callable, DeferredResult,"
            + " CompletableFuture, streaming): return the value itself";

    ServedRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public AsyncContext startAsync() {
        throw new IllegalStateException(getMethod() + ' ' + getRequestURI() + " - " + NO_ASYNC);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return startAsync();
    }
}
