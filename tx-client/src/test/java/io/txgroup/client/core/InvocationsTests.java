package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a unit's join and close carry, so that its work can be done again. */
class InvocationsTests implements ManagerLink, Repeating {
    private static final Epoch EPOCH = new Epoch("e");
    private static final GroupId GROUP = GroupId.next(1, new Random(1), 1);
    private static final CallPath FIRST = new CallPath("0.1");
    private static final CallPath SECOND = new CallPath("0.2");

    private final List<Message.ToManager> said = new ArrayList<>();
    private final AtomicInteger written = new AtomicInteger();
    private boolean canLose = true;
    private final Units units = new Units(
            new Surroundings(
                    new ProcessId("stock", "stock-1", "p"),
                    this,
                    Runnable::run,
                    Runnable::run,
                    new Surroundings.Time(() -> 1_000_000_000L, () -> 1_000L),
                    new Random(2)),
            new ClientRules(),
            UnitListener.NONE,
            () -> List.of(new Database()),
            this);

    @BeforeEach
    void aManagerTellsTheTime() {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
    }

    private Call enter(CallPath path, Compensation compensation, String arguments) throws Exception {
        return enter(path, compensation, arguments, false);
    }

    private Call enter(CallPath path, Compensation compensation, String arguments, boolean durable) throws Exception {
        Call call = units.serve(new GroupHeader(GROUP, EPOCH, path, 30_000, "m"));
        call.entered(new Method(compensation, arguments));
        call.enlist(() -> new Work(durable));
        return call;
    }

    private Message.Join join() {
        return said.stream()
                .filter(Message.Join.class::isInstance)
                .map(Message.Join.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void aJoinCarriesWhatItsCallsRanInTheOrderInWhichTheyWereEntered() throws Exception {
        Call second = enter(SECOND, Compensation.UNIT, "[2]");
        Call first = enter(FIRST, Compensation.UNIT, "[1]");
        units.answerYes(first);
        assertThat(join().invocations()).extracting(Invocation::arguments).containsExactly("[1]");

        units.answerYes(second);

        assertThat(join().compensation()).isEqualTo(Compensation.UNIT);
        assertThat(join().invocations()).extracting(Invocation::arguments).containsExactly("[2]", "[1]");
    }

    @Test
    void aCallThatMustNeverBeRunAgainSpeaksForItsUnitAndIsNotWritten() throws Exception {
        units.answerYes(enter(FIRST, Compensation.UNIT, "[1]"));
        units.answerYes(enter(SECOND, Compensation.NEVER, "[2]"));

        assertThat(join().compensation()).isEqualTo(Compensation.NEVER);
        assertThat(join().invocations()).isEmpty();
        assertThat(written).hasValue(1);
    }

    @Test
    void whatOutlivesItsProcessNeedsNoArguments() throws Exception {
        units.answerYes(enter(FIRST, Compensation.UNIT, "[1]", true));

        assertThat(join().canPrepare()).isTrue();
        assertThat(join().invocations()).isEmpty();
    }

    @Test
    void nothingIsWrittenWhereNothingCanBeLost() throws Exception {
        canLose = false;
        units.tick();
        units.answerYes(enter(FIRST, Compensation.UNIT, "[1]", true));

        assertThat(written).hasValue(0);
    }

    @Test
    void pastTheLimitAPersonRepairsAndSeesTheNumbers() throws Exception {
        units.answerYes(enter(FIRST, Compensation.UNIT, "x".repeat(60)));
        units.answerYes(enter(SECOND, Compensation.UNIT, "y".repeat(41)));

        Invocation tooMuch = join().invocations().get(1);
        assertThat(tooMuch.canRunAgain()).isFalse();
        assertThat(tooMuch.arguments()).isEmpty();
        assertThat(tooMuch.methodId()).isEqualTo("m");
        assertThat(tooMuch.manualOnly()).contains("41", "100", "60", "tx.client.compensation.max-size");
    }

    @Test
    void aCallWithoutAMethodIsForAPerson() throws Exception {
        Call call = units.serve(new GroupHeader(GROUP, EPOCH, FIRST, 30_000, "m"));
        call.enlist(() -> new Work(false));
        units.answerYes(call);

        assertThat(join().invocations()).singleElement().satisfies(invocation -> assertThat(invocation.manualOnly())
                .contains("@TxTransaction"));
    }

    @Test
    void aStarterThatAsksForAReplayTellsWhatItRanAlsoIfItWroteNothing() throws Exception {
        canLose = false;
        units.tick();
        Call root = units.begin("place", Duration.ofSeconds(30));
        root.entered(new Method(Compensation.STARTER, "[0]"));
        assertThat(Invocations.of(root.owner()).compensation(Set.of(CallPath.ROOT)))
                .isEqualTo(Compensation.STARTER);
        assertThat(Invocations.of(root.owner()).compensation(Set.of(FIRST))).isEqualTo(Compensation.UNIT);
        assertThat(written).hasValue(1);
    }

    @Test
    void aCalledMethodThatSaysStarterSpeaksForNobody() throws Exception {
        units.answerYes(enter(FIRST, Compensation.STARTER, "[1]"));

        assertThat(join().compensation()).isEqualTo(Compensation.UNIT);
        assertThat(join().invocations()).hasSize(1);
    }

    @Test
    void aCloseCarriesWhatTheStarterRanIfItCommits() throws Exception {
        Call root = units.begin("place", Duration.ofSeconds(30));
        root.entered(new Method(Compensation.UNIT, "[0]"));
        root.enlist(() -> new Work(false));
        root.enlist(() -> new Work(false));
        units.commit(root);
        Message.Create create = (Message.Create) said.get(0);
        units.received("m", new Message.CreateAnswer(create.groupId(), create.unit(), "", "m"));

        Message.Close close = (Message.Close) said.get(said.size() - 1);
        assertThat(close.outcome()).isEqualTo(Outcome.COMMIT);
        assertThat(close.invocations()).singleElement().satisfies(invocation -> {
            assertThat(invocation.callPath()).isEqualTo(CallPath.ROOT);
            assertThat(invocation.arguments()).isEqualTo("[0]");
        });
    }

    private final class Method implements Invoked {
        private final Compensation compensation;
        private final String arguments;

        Method(Compensation compensation, String arguments) {
            this.compensation = compensation;
            this.arguments = arguments;
        }

        @Override
        public Compensation compensation() {
            return compensation;
        }

        @Override
        public Invocation at(CallPath callPath) {
            written.incrementAndGet();
            return new Invocation(callPath, "m", arguments, List.of(), Map.of(), "");
        }
    }

    @Override
    public boolean send(String home, Message.ToManager message) {
        return said.add(message);
    }

    @Override
    public Optional<Trouble> trouble() {
        return Optional.empty();
    }

    @Override
    public Executor executor() {
        return Runnable::run;
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(30);
    }

    @Override
    public int maxSize() {
        return 100;
    }

    @Override
    public Again prepare(Invocation invocation) {
        return (CallScope scope) -> {};
    }

    private final class Database implements ResourceRecovery {
        @Override
        public String resource() {
            return "db";
        }

        @Override
        public List<PreparedBranch> prepared() {
            return List.of();
        }

        @Override
        public void end(PreparedBranch branch, Outcome outcome, BooleanSupplier stillSo) {}

        @Override
        public Proof prove(GroupId groupId, List<CallPath> callPaths, int ordinal) {
            return Proof.UNKNOWN;
        }

        @Override
        public boolean canLose() {
            return canLose;
        }
    }

    private record Work(boolean durable) implements HeldResource {
        @Override
        public String name() {
            return "db#1";
        }

        @Override
        public boolean takesPart() {
            return true;
        }

        @Override
        public boolean canPrepare() {
            return durable;
        }

        @Override
        public void checkBeforeJoin() {}

        @Override
        public void prepare() {}

        @Override
        public void commit() {}

        @Override
        public void rollback() {}

        @Override
        public void cancel() {}
    }
}
