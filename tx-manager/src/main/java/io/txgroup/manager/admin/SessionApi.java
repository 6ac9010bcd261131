package io.txgroup.manager.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Logging in and out, and one's own password. */
@RestController
@RequestMapping(Routes.API + "/session")
final class SessionApi {
    private final AuthenticationManager authentication;
    private final Sessions sessions;
    private final Users users;
    private final Passwords passwords;
    private final LoginAttempts attempts;
    private final AuditLog audit;

    SessionApi(
            AuthenticationManager authentication,
            Sessions sessions,
            Users users,
            Passwords passwords,
            LoginAttempts attempts,
            AuditLog audit) {
        this.authentication = authentication;
        this.sessions = sessions;
        this.users = users;
        this.passwords = passwords;
        this.attempts = attempts;
        this.audit = audit;
    }

    /** What a login says. */
    record Login(@Nullable String name, @Nullable String password) {
        @Override
        public String toString() {
            return "Login[name=" + name + "]";
        }
    }

    /** What a change of one's own password says. */
    record NewPassword(@Nullable String current, @Nullable String next) {
        @Override
        public String toString() {
            return "NewPassword[]";
        }
    }

    /** Who is logged in. */
    record Me(String name, String role) {}

    @PostMapping
    Me logIn(@RequestBody Login login, HttpServletRequest request, HttpServletResponse response) {
        String name = login.name() == null ? "" : login.name();
        User user = verified(name, login.password(), request);
        sessions.open(user, request, response);
        audit.note(user.name(), "session.begin", user.name(), request.getRemoteAddr(), "");
        return me(user);
    }

    /** The user of that name, if that is his password. */
    private User verified(String name, @Nullable String given, HttpServletRequest request) {
        String password = given == null ? "" : given;
        if (name.length() > 100 || password.length() > 200) {
            throw Problem.invalid("The name has " + name.length() + " characters and the password " + password.length()
                    + "; there are at most 100 and 200");
        }
        Optional<Duration> refused = attempts.refused(name);
        if (refused.isPresent()) {
            Problem problem = Problem.of(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-attempts",
                    "More than " + LoginAttempts.ALLOWED + " tries for this name within a minute; try again in "
                            + refused.get().toSeconds() + " s");
            problem.getHeaders().set("Retry-After", Long.toString(refused.get().toSeconds()));
            throw problem;
        }
        // this copy is what the password is good for: if it is changed meanwhile, a session of the old one is none, and
        // a
        // change of the old one is refused
        Optional<User> known = users.find(name);
        try {
            authentication.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(name, password));
        } catch (BadCredentialsException e) {
            audit.noteRefused(name, request.getRemoteAddr());
            throw Problem.of(
                    HttpStatus.UNAUTHORIZED, "wrong-password", "There is no such user, or the password is wrong");
        }
        attempts.forget(name);
        return known.orElseThrow(() -> Problem.unknown("The user was added in this moment; log in again"));
    }

    @GetMapping
    Me whoAmI(Principal principal) {
        return me(own(principal));
    }

    @PostMapping("/end")
    void logOut(Principal principal, HttpServletRequest request, HttpServletResponse response) {
        sessions.close(request, response);
        audit.note(principal.getName(), "session.end", principal.getName(), request.getRemoteAddr(), "");
    }

    @PostMapping("/password")
    Me changePassword(
            @RequestBody NewPassword password,
            Principal principal,
            HttpServletRequest request,
            HttpServletResponse response) {
        String next = password.next() == null ? "" : password.next();
        Passwords.check(next, "The new password");
        User user = verified(principal.getName(), password.current(), request);
        User changed = user.withPassword(passwords.encode(next), user.name(), Instant.now());
        if (!users.replace(user, changed)) {
            throw UsersApi.changedMeanwhile(users.find(user.name()));
        }
        audit.note(user.name(), "user.password", user.name(), request.getRemoteAddr(), "one's own");
        sessions.close(request, response);
        sessions.open(changed, request, response);
        return me(changed);
    }

    private User own(Principal principal) {
        return users.find(principal.getName()).orElseThrow(() -> Problem.unknown("The user was removed"));
    }

    private static Me me(User user) {
        return new Me(user.name(), user.role());
    }
}
