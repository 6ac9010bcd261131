package io.txgroup.manager.admin;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Users and their roles. Every change of a user names in If-Match the version that it is a change of. */
@RestController
@RequestMapping(Routes.API + "/users")
final class UsersApi {
    private final Users users;
    private final Passwords passwords;
    private final AuditLog audit;

    UsersApi(Users users, Passwords passwords, AuditLog audit) {
        this.users = users;
        this.passwords = passwords;
        this.audit = audit;
    }

    /** A user as the API tells of him; the version is what If-Match wants. */
    record Shown(String name, String role, String version, String changedBy, Instant changedAt) {
        static Shown of(User user) {
            return new Shown(
                    user.name(), user.role(), Long.toString(user.version()), user.changedBy(), user.changedAt());
        }
    }

    /** A user and his new random password, told this once. */
    record WithPassword(Shown user, String password) {
        @Override
        public String toString() {
            return "WithPassword[user=" + user + "]";
        }
    }

    /** Who is to be added. */
    record NewUser(@Nullable String name, @Nullable String role) {}

    /** Which role a user is to have. */
    record NewRole(@Nullable String role) {}

    /** Who may log in. */
    record All(List<Shown> items) {
        public All {
            items = List.copyOf(items);
        }
    }

    @GetMapping
    All list() {
        return new All(users.all().stream().map(Shown::of).toList());
    }

    @PostMapping
    WithPassword add(@RequestBody NewUser wanted, Principal by, HttpServletRequest request) {
        Role role = role(wanted.role());
        String password = passwords.next();
        User user = User.named(
                wanted.name() == null ? "" : wanted.name(),
                role,
                passwords.encode(password),
                by.getName(),
                Instant.now());
        if (!users.add(user)) {
            throw Problem.of(HttpStatus.CONFLICT, "exists", "There is a user " + user.name() + " already");
        }
        audit.note(by.getName(), "user.add", user.name(), request.getRemoteAddr(), role.name());
        return new WithPassword(Shown.of(user), password);
    }

    @PostMapping("/{name}/role")
    Shown changeRole(
            @PathVariable String name,
            @RequestBody NewRole wanted,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Principal by,
            HttpServletRequest request) {
        Role role = role(wanted.role());
        User before = expected(name, version);
        User after = before.withRole(role, by.getName(), Instant.now());
        if (!users.replace(before, after)) {
            throw changedMeanwhile(users.find(name));
        }
        audit.note(by.getName(), "user.role", name, request.getRemoteAddr(), before.role() + " to " + role);
        return Shown.of(after);
    }

    @PostMapping("/{name}/password")
    WithPassword resetPassword(
            @PathVariable String name,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Principal by,
            HttpServletRequest request) {
        User before = expected(name, version);
        String password = passwords.next();
        User after = before.withPassword(passwords.encode(password), by.getName(), Instant.now());
        if (!users.replace(before, after)) {
            throw changedMeanwhile(users.find(name));
        }
        audit.note(by.getName(), "user.password", name, request.getRemoteAddr(), "a new random one");
        return new WithPassword(Shown.of(after), password);
    }

    @PostMapping("/{name}/removal")
    void remove(
            @PathVariable String name,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Principal by,
            HttpServletRequest request) {
        User before = expected(name, version);
        if (!users.remove(before)) {
            throw changedMeanwhile(users.find(name));
        }
        audit.note(by.getName(), "user.remove", name, request.getRemoteAddr(), before.role());
    }

    private User expected(String name, @Nullable String version) {
        String wanted = Changes.version(version, "user");
        Optional<User> found = users.find(name);
        User user = found.orElseThrow(() -> Problem.unknown("There is no user of that name"));
        if (!wanted.equals(Long.toString(user.version()))) {
            throw changedMeanwhile(found);
        }
        return user;
    }

    static Problem changedMeanwhile(Optional<User> now) {
        return Changes.changedMeanwhile(now.map(user -> user.name() + " was changed by " + user.changedBy() + " "
                        + Changes.ago(user.changedAt(), Instant.now())
                        + "; look at it again, then repeat the change if you still want it")
                .orElse("The user was removed meanwhile"));
    }

    private static Role role(@Nullable String name) {
        return Role.of(name == null ? "" : name)
                .orElseThrow(() -> Problem.invalid("The role is one of " + Arrays.toString(Role.values())));
    }
}
