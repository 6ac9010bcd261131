package io.txgroup.verification.acceptance.replay;

import io.txgroup.client.TxPropagation;
import io.txgroup.client.core.CannotRepeatException;
import io.txgroup.client.core.ClientRules;
import io.txgroup.client.core.Invoked;
import io.txgroup.client.core.ManagerLink;
import io.txgroup.client.core.Repeating;
import io.txgroup.client.core.Surroundings;
import io.txgroup.client.core.UnitListener;
import io.txgroup.client.core.Units;
import io.txgroup.client.running.LocalTransactions;
import io.txgroup.client.running.ThreadCalls;
import io.txgroup.client.running.TxDefinition;
import io.txgroup.client.running.TxRunner;
import io.txgroup.client.spi.Calls;
import io.txgroup.jdbc.Guarantee;
import io.txgroup.jdbc.GuaranteeSettings;
import io.txgroup.jdbc.HeldDataSource;
import io.txgroup.jdbc.HeldSettings;
import io.txgroup.jdbc.StatementCanceller;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Replay;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.jdbc.core.JdbcTemplate;

/** A process of a service: the real core and the real DataSource, with methods that a test makes up. */
final class Service implements ManagerLink, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Installation around;
    private final ProcessId id;
    private final ThreadCalls threads = new ThreadCalls();
    private final StatementCanceller canceller = new StatementCanceller();
    private final Map<String, Body> methods = new HashMap<>();
    private final Sessions sessions;
    private final Units units;
    private final TxRunner runner;
    private final JdbcTemplate jdbc;
    private boolean alive = true;
    private boolean diesWhenTold;

    Service(Installation around, String name, String instance) throws Exception {
        this.around = around;
        this.id = new ProcessId(name, name + "-" + instance, instance);
        this.sessions = new Sessions("jdbc:h2:mem:" + name + around.hashCode() + ";DB_CLOSE_DELAY=-1");
        HeldDataSource dataSource = new HeldDataSource(
                "db",
                sessions,
                () -> threads,
                HeldSettings.DEFAULTS.with(new GuaranteeSettings(
                        Guarantee.HELD, Optional.of("tx_commit_marker"), Duration.ofHours(1), "test", name)),
                canceller);
        this.jdbc = new JdbcTemplate(dataSource);
        jdbc.execute("CREATE TABLE IF NOT EXISTS done (what VARCHAR(40), state VARCHAR(40))");
        jdbc.execute(dataSource
                .markerDefinition()
                .orElseThrow()
                .replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ")
                .replace("IF NOT EXISTS IF NOT EXISTS", "IF NOT EXISTS"));
        Surroundings.Time time = new Surroundings.Time(around::nanos, around::millis);
        this.units = new Units(
                new Surroundings(id, this, Runnable::run, Runnable::run, time, new Random(id.hashCode())),
                new ClientRules(),
                UnitListener.NONE,
                () -> List.of(dataSource.resourceRecovery()),
                new Again());
        this.runner = new TxRunner(units, threads, LocalTransactions.NONE, TIMEOUT);
        around.add(this);
    }

    /** What a method does. */
    interface Body {
        void run(String argument) throws Exception;
    }

    Service method(String name, Body body) {
        methods.put(name, body);
        return this;
    }

    /** Calls a method of this process, whatever the thread runs in. */
    void call(String method, String argument) throws Throwable {
        Compensation compensation = method.equals("place") ? Compensation.STARTER : Compensation.UNIT;
        TxDefinition definition =
                new TxDefinition(method, TxPropagation.REQUIRED, false, TIMEOUT, List.of(), List.of(), compensation);
        Invoked invoked = new Invoked() {
            @Override
            public Compensation compensation() {
                return compensation;
            }

            @Override
            public Invocation at(CallPath callPath) {
                return new Invocation(callPath, method, argument, List.of(), Map.of(), "");
            }
        };
        runner.run(definition, invoked, () -> {
            Body body = methods.get(method);
            if (body == null) {
                throw new IllegalStateException("There is no method " + method);
            }
            body.run(argument);
            return null;
        });
    }

    /** Calls a method of another process, as a plugin for HTTP would. */
    void calls(Service other, String method, String argument) {
        Calls.Attempt attempt = threads.attempt(other.id.service()).orElseThrow();
        AtomicReference<String> report = new AtomicReference<>();
        Throwable failure = null;
        try (Calls.Inbound request = other.threads.open(attempt.header(), report::set)) {
            try {
                other.call(method, argument);
            } catch (Throwable thrown) {
                failure = thrown;
                request.failed(String.valueOf(thrown.getMessage()), thrown);
            }
        }
        attempt.answered(report.get(), failure != null);
        if (failure != null) {
            throw new IllegalStateException(other.id + " failed", failure);
        }
    }

    void writes(String what) {
        jdbc.update("INSERT INTO done VALUES (?, 'new')", what);
    }

    void changes(String what) {
        jdbc.update("UPDATE done SET state = 'changed' WHERE what = ?", what);
    }

    List<String> done() {
        return jdbc.queryForList("SELECT what || ' ' || state FROM done ORDER BY what", String.class);
    }

    List<String> marks() {
        return jdbc.queryForList(
                "SELECT call_path || ' ' || resource || '#' || ordinal || ' ' || state FROM tx_commit_marker"
                        + " ORDER BY call_path",
                String.class);
    }

    /** The process dies when it is told that it is to commit. */
    Service diesWhenTold() {
        diesWhenTold = true;
        return this;
    }

    /** The process is gone, with its sessions. */
    void dies() {
        alive = false;
        sessions.kill();
        around.died();
    }

    boolean isAlive() {
        return alive;
    }

    ProcessId id() {
        return id;
    }

    long sessionsInUse() {
        return sessions.inUse();
    }

    void tick() {
        units.tick();
    }

    void received(Message.ToClient message) {
        boolean commits = (message instanceof Message.Tell tell && tell.outcome() == Outcome.COMMIT)
                || (message instanceof Replay.Told told && told.outcome() == Outcome.COMMIT);
        if (commits && diesWhenTold) {
            diesWhenTold = false;
            dies();
        }
        if (alive) {
            units.received("m", message);
        }
    }

    @Override
    public boolean send(String home, Message.ToManager message) {
        if (alive) {
            around.say(id, message);
        }
        return alive;
    }

    @Override
    public Optional<Trouble> trouble() {
        return Optional.empty();
    }

    @Override
    public void close() {
        sessions.kill();
        canceller.close();
    }

    private final class Again implements Repeating {
        @Override
        public Executor executor() {
            return around::later;
        }

        @Override
        public Duration timeout() {
            return TIMEOUT;
        }

        @Override
        public int maxSize() {
            return DEFAULT_MAX_SIZE;
        }

        @Override
        public Repeating.Again prepare(Invocation invocation) throws CannotRepeatException {
            if (!methods.containsKey(invocation.methodId())) {
                throw new CannotRepeatException("there is no method " + invocation.methodId());
            }
            return scope -> {
                try (Calls.Entered running = threads.runAgain(scope)) {
                    call(invocation.methodId(), invocation.arguments());
                } catch (Throwable thrown) {
                    scope.veto(invocation.methodId() + " threw " + thrown);
                }
            };
        }
    }
}
