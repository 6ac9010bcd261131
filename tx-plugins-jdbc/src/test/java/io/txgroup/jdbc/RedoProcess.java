package io.txgroup.jdbc;

import io.txgroup.client.compensation.ArgumentForms;
import io.txgroup.client.compensation.RepeatableMethod;
import io.txgroup.client.compensation.RepeatableMethods;
import io.txgroup.client.core.ClientRules;
import io.txgroup.client.core.ManagerLink;
import io.txgroup.client.core.Surroundings;
import io.txgroup.client.core.UnitListener;
import io.txgroup.client.core.Units;
import io.txgroup.client.running.ThreadCalls;
import io.txgroup.client.running.TxDefinition;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A process of the service that does lost work again: the real core, and methods that the test makes up. */
final class RedoProcess implements ManagerLink {
    static final Duration TIMEOUT = Duration.ofSeconds(20);
    static final String METHOD = "Service.work(String)";

    final ThreadCalls threads = new ThreadCalls();
    final Map<String, JdbcContract.Action> work = new ConcurrentHashMap<>();
    final List<String> ran = new CopyOnWriteArrayList<>();
    private final AtomicLong passed = new AtomicLong();
    private final List<Message.ToManager> said = new CopyOnWriteArrayList<>();
    private final Units units;

    /** With what it gives for the threads of the process. */
    RedoProcess(Function<ThreadCalls, List<HeldDataSource>> dataSources) throws ReflectiveOperationException {
        List<HeldDataSource> wrapped = dataSources.apply(threads);
        RepeatableMethods methods = new RepeatableMethods(threads, Runnable::run, TIMEOUT, 64 * 1024);
        methods.register(
                RedoProcess.class,
                new RepeatableMethod(
                        METHOD,
                        RedoProcess.class.getDeclaredMethod("work", String.class),
                        TxDefinition.labelled("Service.work"),
                        () -> this,
                        new PlainText()));
        Surroundings.Time time =
                new Surroundings.Time(() -> System.nanoTime() + passed.get(), System::currentTimeMillis);
        units = new Units(
                new Surroundings(
                        new ProcessId("stock", "stock-2", "q"),
                        this,
                        Runnable::run,
                        Runnable::run,
                        time,
                        new Random(1)),
                new ClientRules(),
                UnitListener.NONE,
                () -> wrapped.stream().map(HeldDataSource::resourceRecovery).toList(),
                methods);
    }

    /** The method that is run again. */
    void work(String name) throws Exception {
        ran.add(name);
        work.getOrDefault(name, () -> {}).run();
    }

    /** Time passes, whatever is running. */
    void pass(Duration span) {
        passed.addAndGet(span.toNanos());
        units.tick();
    }

    /** Does it in this thread, and says how it first ended. */
    RedoEnded redo(Redo redo) {
        return (RedoEnded) answerTo(redo);
    }

    Message.Evidence discard(Discard discard) {
        return (Message.Evidence) answerTo(discard);
    }

    private Message.ToManager answerTo(Message.ToClient message) {
        return hears(message).get(0);
    }

    /** A manager says something; what is said because of that, in its order. */
    List<Message.ToManager> hears(Message.ToClient message) {
        int before = said.size();
        units.received("m", message);
        return List.copyOf(said.subList(before, said.size()));
    }

    @Override
    public boolean send(String home, Message.ToManager message) {
        said.add(message);
        return true;
    }

    @Override
    public Optional<Trouble> trouble() {
        return Optional.empty();
    }

    /** One argument, a text. */
    private static final class PlainText implements ArgumentForms.Form {
        @Override
        public ArgumentForms.Written write(@Nullable Object[] arguments, int maxSize) {
            return new ArgumentForms.Written(String.valueOf(arguments[0]), List.of());
        }

        @Override
        public @Nullable Object[] read(String arguments) {
            return new Object[] {arguments};
        }
    }
}
