package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import io.txgroup.client.spi.MalformedHeaderException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in calls that come with a group's header and puts the report on every reply, error replies too. A request
 * without the header passes untouched. Thread-safe.
 *
 * <p>It must be registered for the dispatcher types REQUEST and ERROR: a container that makes an error page may have
 * cleared the headers. It must stand inside what authenticates, so that nobody who is not let in opens a unit, and
 * outside everything that works on the application's databases.
 *
 * <p>Where the whole request is the call ({@code tx.client.unannotated=join}), the reply is kept in memory until the end
 * of the chain, for only then is it known whether the work can join.
 *
 * <p>A reply is an error to the caller, and the report then says so, when its status is 400 or more, however it was set,
 * or when an exception leaves the chain. A header that can't be understood is refused with status 400 and no report: the
 * method is not called, no unit exists, and the caller, which sees an error, can't commit.
 */
public final class GroupFilter implements Filter {
    /** After tracing, the request context and Spring Security (-100); before any filter that states no order. */
    public static final int ORDER = -50;

    private static final Logger log = LoggerFactory.getLogger(GroupFilter.class);
    private static final String SERVED = GroupFilter.class.getName() + ".SERVED";

    private final Calls calls;

    /** For the calls of this process. */
    public GroupFilter(Calls calls) {
        this.calls = calls;
    }

    /** An exception of the call's handler, of which somebody may make a reply. */
    public static void thrown(HttpServletRequest request, Throwable cause) {
        if (request.getAttribute(SERVED) instanceof ServedResponse served) {
            served.thrown(cause);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest call) || !(response instanceof HttpServletResponse reply)) {
            chain.doFilter(request, response);
        } else if (call.getAttribute(SERVED) instanceof ServedResponse served) {
            served.restateOn(reply);
            chain.doFilter(call, reply);
        } else if (call.getDispatcherType() != DispatcherType.ERROR && call.getHeader(Calls.GROUP_HEADER) != null) {
            takeIn(call, reply, chain);
        } else {
            chain.doFilter(call, reply);
        }
    }

    private void takeIn(HttpServletRequest call, HttpServletResponse reply, FilterChain chain)
            throws IOException, ServletException {
        ServedResponse served = new ServedResponse(reply);
        Calls.Inbound inbound;
        try {
            inbound = calls.open(onlyHeader(call), served::report);
        } catch (MalformedHeaderException malformed) {
            log.warn(
                    "{} {} from {} - refused with status 400: {}",
                    call.getMethod(),
                    call.getRequestURI(),
                    call.getRemoteAddr(),
                    malformed.getMessage());
            Problem.write(reply, HttpServletResponse.SC_BAD_REQUEST, "Malformed group header", malformed);
            return;
        }
        try (inbound) {
            served.servedBy(inbound);
            call.setAttribute(SERVED, served);
            serve(new ServedRequest(call), served, inbound, chain);
        }
    }

    private static void serve(ServedRequest call, ServedResponse served, Calls.Inbound inbound, FilterChain chain)
            throws IOException, ServletException {
        try {
            if (inbound.answersAtItsEnd()) {
                DelayedResponse delayed = new DelayedResponse(served);
                pass(call, served, delayed, chain);
                inbound.ended();
                delayed.leave();
            } else {
                pass(call, served, served, chain);
            }
        } catch (Throwable failure) {
            served.thrown(failure);
            served.failed(call.getMethod() + ' ' + call.getRequestURI() + " threw " + failure);
            throw failure;
        }
    }

    private static void pass(ServedRequest call, ServedResponse served, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(call, response);
        if (call.isAsyncStarted()) {
            served.failed(ServedRequest.NO_ASYNC);
        } else if (served.getStatus() >= HttpServletResponse.SC_BAD_REQUEST) {
            served.failed("the reply has status " + served.getStatus());
        }
    }

    /** Two headers name two attempts; one of them was copied from another call. */
    private static String onlyHeader(HttpServletRequest call) {
        List<String> headers = Collections.list(call.getHeaders(Calls.GROUP_HEADER));
        if (headers.size() != 1) {
            throw new MalformedHeaderException(
                    "the request has " + headers.size() + " headers " + Calls.GROUP_HEADER + ", a call has one");
        }
        return headers.get(0);
    }
}
