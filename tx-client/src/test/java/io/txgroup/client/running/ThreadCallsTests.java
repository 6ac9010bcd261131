package io.txgroup.client.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.core.ClientRules;
import io.txgroup.client.core.GroupHeader;
import io.txgroup.client.core.ManagerLink;
import io.txgroup.client.core.Surroundings;
import io.txgroup.client.core.Units;
import io.txgroup.client.spi.Calls;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class ThreadCallsTests {
    private static final TxDefinition PLACE = TxDefinition.labelled("Orders.place");
    private static final Epoch EPOCH = new Epoch("e");

    private final Units units = new Units(
            new Surroundings(
                    new ProcessId("order", "order-1", "p"),
                    new Nobody(),
                    Runnable::run,
                    Runnable::run,
                    new Surroundings.Time(System::nanoTime, () -> 1_000L),
                    new Random(2)),
            new ClientRules());
    private final ThreadCalls threads = new ThreadCalls();
    private final TxRunner runner = new TxRunner(units, threads, LocalTransactions.NONE, Duration.ofSeconds(30));
    private final AtomicReference<String> logged = new AtomicReference<>();

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void logLinesNameTheGroupWhileItsCallRunsAndNotAfter() throws Throwable {
        runner.run(PLACE, this::log);

        assertThat(logged.get()).isEqualTo(GroupId.parse(logged.get()).toString());
        assertThat(MDC.get("groupId")).isNull();
    }

    @Test
    void whatWasThereBeforeIsThereAfter() throws Throwable {
        MDC.put("groupId", "the application's own");

        runner.run(PLACE, this::log);

        assertThat(logged.get()).isNotEqualTo("the application's own");
        assertThat(MDC.get("groupId")).isEqualTo("the application's own");
    }

    @Test
    void logLinesOfAServedCallNameItsGroup() throws Throwable {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
        GroupId group = GroupId.next(1, new Random(1), 1);
        String header = new GroupHeader(group, EPOCH, new CallPath("0.1"), 30_000, "m").toString();

        try (Calls.Inbound request = threads.open(header, report -> {})) {
            runner.run(PLACE, this::log);
        }

        assertThat(logged).hasValue(group.toString());
        assertThat(MDC.get("groupId")).isNull();
    }

    private Object log() {
        logged.set(MDC.get(ThreadCalls.GROUP_IN_LOGS));
        return "done";
    }

    private static final class Nobody implements ManagerLink {
        @Override
        public boolean send(String home, Message.ToManager message) {
            return false;
        }

        @Override
        public Optional<Trouble> trouble() {
            return Optional.of(new Trouble("nobody is there", Duration.ZERO));
        }
    }
}
