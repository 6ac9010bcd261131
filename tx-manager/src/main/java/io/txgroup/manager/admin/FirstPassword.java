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
    private static final Duration WORD_TAKEN = Duration.ofMinutes(1);
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
        if (word != null && !word.isBlank()) {
            resetOnce(word);
        }
    }

    /** A word that was not used up is free again: at once, or if that is not possible either, in a minute. */
    private void resetOnce(String word) {
        String key = redis.hashedKey("reset", word.getBytes(UTF_8));
        if (!set(key, "0", SetArgs.Builder.nx().px(WORD_TAKEN))) {
            log.info(
                    "The word of tx.manager.admin.reset was used before, so nothing is reset; a new word resets again");
            return;
        }
        try {
            if (!reset()) {
                free(key);
                return;
            }
        } catch (RuntimeException e) {
            try {
                free(key);
            } catch (AdminUnavailableException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
        try {
            set(key, "1", SetArgs.Builder.px(WORD_KEPT));
        } catch (AdminUnavailableException e) {
            log.warn(
                    "The word of tx.manager.admin.reset is not known to be used up: {}. The next start with it makes"
                            + " another password",
                    e.getMessage());
        }
    }

    private void free(String key) {
        redis.ask(commands -> commands.del(key));
    }

    private boolean set(String key, String value, SetArgs how) {
        return "OK".equals(redis.ask(commands -> commands.set(key, value.getBytes(UTF_8), how)));
    }

    private void makeFirst() {
        String given = properties.initialPassword();
        String password = given == null ? passwords.next() : given;
        User user = User.named(ADMIN, Role.OPERATOR, passwords.encode(password), BY, Instant.now());
        if (users.add(user)) {
            print("First start of this installation", given == null ? password : null);
            audit.note(BY, "user.add", ADMIN, null, "first start");
        }
    }

    private boolean reset() {
        String password = passwords.next();
        String hash = passwords.encode(password);
        Optional<User> known = users.find(ADMIN);
        boolean done = known.isPresent()
                ? users.replace(
                        known.get(),
                        known.get().withRole(Role.OPERATOR, BY, Instant.now()).withPassword(hash, BY, Instant.now()))
                : users.add(User.named(ADMIN, Role.OPERATOR, hash, BY, Instant.now()));
        if (done) {
            print("tx.manager.admin.reset", password);
            audit.note(BY, "user.password", ADMIN, null, "tx.manager.admin.reset");
        } else {
            log.warn(
                    "The user {} was changed at the same time and has not been reset; start again with the same word for"
                            + " tx.manager.admin.reset",
                    ADMIN);
        }
        return done;
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
