package io.txgroup.manager.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Makes the user {@code admin} at the first start of an installation, and gives him a new password when the settings ask
 * for it. Of several managers that start at once one does it, and prints it.
 */
final class FirstPassword implements ApplicationRunner {
    static final String ADMIN = "admin";

    private static final Logger log = LoggerFactory.getLogger(FirstPassword.class);
    private static final Duration WORD_KEPT = Duration.ofDays(400);
    private static final String BY = "manager";

    private final AdminRedis redis;
    private final Users users;
    private final Passwords passwords;
    private final AuditLog audit;
    private final AdminProperties properties;

    FirstPassword(AdminRedis redis, Users users, Passwords passwords, AuditLog audit, AdminProperties properties) {
        this.redis = redis;
        this.users = users;
        this.passwords = passwords;
        this.audit = audit;
        this.properties = properties;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (users.all().isEmpty()) {
            makeFirst();
        }
        String word = properties.reset();
        if (word != null && !word.isBlank() && isNew(word)) {
            reset();
        }
    }

    private void makeFirst() {
        String given = properties.initialPassword();
        String password = given == null ? passwords.next() : given;
        User user = User.named(ADMIN, Role.OPERATOR, passwords.encode(password), BY, Instant.now());
        if (users.add(user)) {
            audit.note(BY, "user.add", ADMIN, null, "first start");
            print("First start of this installation", given == null ? password : null);
        }
    }

    private boolean isNew(String word) {
        String key = redis.hashedKey("reset", word.getBytes(UTF_8));
        String answer = redis.ask(commands ->
                commands.set(key, "1".getBytes(UTF_8), SetArgs.Builder.nx().px(WORD_KEPT)));
        return "OK".equals(answer);
    }

    private void reset() {
        String password = passwords.next();
        String hash = passwords.encode(password);
        Optional<User> known = users.find(ADMIN);
        boolean done = known.isPresent()
                ? users.replace(
                        known.get(),
                        known.get().withRole(Role.OPERATOR, BY, Instant.now()).withPassword(hash, BY, Instant.now()))
                : users.add(User.named(ADMIN, Role.OPERATOR, hash, BY, Instant.now()));
        if (done) {
            audit.note(BY, "user.password", ADMIN, null, "tx.manager.admin.reset");
            print("tx.manager.admin.reset", password);
        } else {
            log.warn(
                    "The user {} was changed at the same time and has not been reset; use another word for"
                            + " tx.manager.admin.reset",
                    ADMIN);
        }
    }

    private static void print(String why, @Nullable String password) {
        if (password == null) {
            log.info("{}: the user {} has the password of tx.manager.admin.initial-password", why, ADMIN);
        } else {
            log.warn(
                    "{}: log in at /admin/ as {} with the password {} (printed this once; change it there)",
                    why,
                    ADMIN,
                    password);
        }
    }
}
