package io.txgroup.samples.faults;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** {@link Fault#LOSE_REPLY}: the filter keeps the reply of the finished work from leaving, the valve cuts the connection. */
final class LostReply extends OncePerRequestFilter {
    private static final String LOST = LostReply.class.getName();

    private final String service;

    LostReply(String service) {
        this.service = service;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean lost = Fault.parse(request.getHeader(Fault.HEADER), service)
                .filter(fault -> fault.kind().equals(Fault.LOSE_REPLY))
                .isPresent();
        if (lost) {
            chain.doFilter(request, new ContentCachingResponseWrapper(response));
            request.setAttribute(LOST, true);
        } else {
            chain.doFilter(request, response);
        }
    }

    static final class CutConnection extends ValveBase {
        CutConnection() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            getNext().invoke(request, response);
            if (request.getAttribute(LOST) != null) {
                response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, new IOException("Demo fault: reply lost"));
            }
        }
    }
}
