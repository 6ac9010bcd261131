package io.txgroup.manager.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import tools.jackson.databind.json.JsonMapper;

/** What a request hears that security does not let through: 401, 403, or 503 if nobody can know. */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final JsonMapper json;

    Refusals(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (e instanceof AuthenticationServiceException) {
            write(response, HttpStatus.SERVICE_UNAVAILABLE, "unavailable", e.getMessage());
        } else {
            logIn(response);
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        boolean isLogin = request.getRequestURI().equals(Routes.API + "/session");
        if (e instanceof CsrfException && (isLogin || user != null)) {
            write(
                    response,
                    HttpStatus.FORBIDDEN,
                    "no-csrf-token",
                    "A change needs the header X-XSRF-TOKEN with what the cookie XSRF-TOKEN says; any GET of this API"
                            + " sets that cookie");
        } else if (user == null) {
            logIn(response);
        } else {
            write(
                    response,
                    HttpStatus.FORBIDDEN,
                    "not-allowed",
                    "The role of " + user.getName() + " does not allow " + request.getMethod() + " here");
        }
    }

    private void logIn(HttpServletResponse response) throws IOException {
        write(
                response,
                HttpStatus.UNAUTHORIZED,
                "not-logged-in",
                "Log in with POST " + Routes.API + "/session, or at /admin/");
    }

    private void write(HttpServletResponse response, HttpStatus status, String word, @Nullable String detail)
            throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(json.writeValueAsString(Problem.body(status, word, detail)));
    }
}
