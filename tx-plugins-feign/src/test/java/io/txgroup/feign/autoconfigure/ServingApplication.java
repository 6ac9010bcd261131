package io.txgroup.feign.autoconfigure;

import io.txgroup.client.spi.Calls;
import io.txgroup.feign.RecordingCalls;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** A service that ends its calls in every way that a servlet application knows. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ServingApplication {
    @Bean
    RecordingCalls calls() {
        return new RecordingCalls();
    }

    /** Stands where Spring Security does. */
    @Bean
    FilterRegistrationBean<Filter> doorkeeper() {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
            HttpServletResponse reply = (HttpServletResponse) response;
            String path = ((HttpServletRequest) request).getRequestURI();
            if (path.equals("/private")) {
                reply.sendError(HttpServletResponse.SC_FORBIDDEN);
            } else if (path.equals("/failing-filter")) {
                try {
                    chain.doFilter(request, response);
                } catch (IllegalStateException e) {
                    reply.reset();
                    reply.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                }
            } else {
                chain.doFilter(request, response);
            }
        });
        registration.setOrder(-100);
        return registration;
    }

    /** An application's own filter, without an order. */
    @Bean
    Filter failing() {
        return (request, response, chain) -> {
            if (((HttpServletRequest) request).getRequestURI().equals("/failing-filter")) {
                throw new IllegalStateException("the filter failed");
            }
            chain.doFilter(request, response);
        };
    }

    @RestController
    static class Endpoints {
        private final RecordingCalls calls;

        Endpoints(RecordingCalls calls) {
            this.calls = calls;
        }

        @GetMapping("/fine")
        String fine() {
            calls.join();
            return "fine";
        }

        @GetMapping("/status/{status}")
        ResponseEntity<String> status(@PathVariable int status) {
            calls.join();
            return ResponseEntity.status(status).body(status == 204 ? null : "says " + status);
        }

        @GetMapping("/sends-error")
        void sendsError(HttpServletResponse response) throws IOException {
            response.sendError(HttpServletResponse.SC_CONFLICT, "no");
            calls.join();
        }

        @GetMapping("/throws")
        String throwing() {
            throw new IllegalStateException("broken");
        }

        @GetMapping("/advised")
        String advised() {
            throw new UnsupportedOperationException("not today");
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.UNPROCESSABLE_CONTENT)
        String explain(UnsupportedOperationException e) {
            return e.getMessage();
        }

        @GetMapping("/resets")
        String resetting(HttpServletResponse response) {
            calls.join();
            response.reset();
            return "fine";
        }

        @GetMapping("/foreign-report")
        ResponseEntity<String> foreign(HttpServletResponse response) {
            calls.join();
            response.setHeader(Calls.REPORT_HEADER, "another service's");
            return ResponseEntity.ok()
                    .header("X-Other", "kept")
                    .header(Calls.REPORT_HEADER, "another service's")
                    .body("fine");
        }

        @GetMapping("/flushes-early")
        void flushing(HttpServletResponse response) throws IOException {
            response.getWriter().print("fine");
            response.flushBuffer();
            calls.join();
        }

        /** Where the whole request is the call, nothing needs to join before. */
        @GetMapping("/plain")
        String plain() {
            return "fine";
        }

        @GetMapping("/written")
        void written(HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().print("\u00e4".repeat(50_000));
            response.flushBuffer();
        }

        @GetMapping("/redirected")
        void redirected(HttpServletResponse response) throws IOException {
            response.sendRedirect("/fine");
        }

        @GetMapping("/changes-its-mind")
        void changing(HttpServletResponse response) throws IOException {
            response.getOutputStream().write(new byte[50_000]);
            response.getOutputStream().flush();
            response.sendError(HttpServletResponse.SC_CONFLICT, "no after all");
        }

        @GetMapping("/begins-again")
        void beginning(HttpServletResponse response) throws IOException {
            response.getOutputStream().write(new byte[50_000]);
            response.reset();
            response.getWriter().print("fine");
        }

        @GetMapping("/callable")
        Callable<String> callable() {
            return () -> "fine";
        }

        @GetMapping("/future")
        CompletableFuture<String> future() {
            return CompletableFuture.completedFuture("fine");
        }

        @GetMapping("/streaming")
        StreamingResponseBody streaming() {
            return out -> out.write('x');
        }
    }
}
