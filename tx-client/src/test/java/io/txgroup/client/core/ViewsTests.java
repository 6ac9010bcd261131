package io.txgroup.client.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxException;
import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.core.GroupEnd.Cause;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What those see who only look: units as they stand, and how groups ended. */
class ViewsTests {
    private static final Epoch EPOCH = new Epoch("e");
    private static final GroupId GROUP = GroupId.next(1, new Random(1), 1);
    private static final GroupHeader HEADER = new GroupHeader(GROUP, EPOCH, new CallPath("0.1"), 30_000, "m");

    private final AtomicLong now = new AtomicLong();
    private final Seen seen = new Seen();
    private final List<Runnable> work = new ArrayList<>();
    private final Units units = new Units(
            new Surroundings(
                    new ProcessId("order", "order-1", "p"),
                    new HeardLink(),
                    work::add,
                    work::add,
                    new Surroundings.Time(now::get, () -> 1_000L),
                    new Random(2)),
            new ClientRules(),
            UnitListener.all(List.of(seen)));

    @Test
    void aUnitShowsWhatItServesAndHoldsAndForHowLong() throws Exception {
        managersAreThere();
        Call call = units.serve(HEADER);
        pass(1_000);
        call.enlist(FakeWork::new);
        pass(500);

        assertThat(units.views()).singleElement().satisfies(view -> {
            assertThat(view.groupId()).isEqualTo(GROUP);
            assertThat(view.label()).isEmpty();
            assertThat(view.state()).isEqualTo(UnitState.OPEN);
            assertThat(view.running()).isOne();
            assertThat(view.callPaths()).containsExactly(new CallPath("0.1"));
            assertThat(view.age()).isEqualTo(Duration.ofMillis(1_500));
            assertThat(view.timeLeft()).isEqualTo(Duration.ofMillis(28_500));
            assertThat(view.held()).containsExactly(new UnitView.Held("db#1", Duration.ofMillis(500)));
            assertThat(view.inDoubt()).isFalse();
        });
    }

    @Test
    void aUnitThatHasJoinedIsInDoubtAndPastItsDeadlineOverdue() throws Exception {
        managersAreThere();
        Call call = units.serve(HEADER);
        call.enlist(FakeWork::new);
        units.answerYes(call);
        assertThat(units.views()).singleElement().satisfies(view -> {
            assertThat(view.inDoubt()).isTrue();
            assertThat(view.overdue()).isFalse();
        });

        pass(30_001);

        assertThat(units.views()).singleElement().satisfies(view -> assertThat(view.overdue())
                .isTrue());
    }

    @Test
    void whatIsBeingEndedStillShows() throws Exception {
        managersAreThere();
        Call call = units.serve(HEADER);
        call.enlist(FakeWork::new);
        units.answerYes(call);
        UnitView view = units.views().get(0);
        units.received(
                "m",
                new Message.Tell(GROUP, view.unit(), Outcome.COMMIT, view.callPaths(), "every unit said yes", null));

        assertThat(units.views().get(0).state()).isEqualTo(UnitState.COMMITTING);
        assertThat(units.views().get(0).held()).hasSize(1);

        work.forEach(Runnable::run);
        assertThat(units.views().get(0).state()).isEqualTo(UnitState.ENDED);
        assertThat(units.views().get(0).held()).isEmpty();
    }

    @Test
    void aShortCutIsACommitAlone() {
        units.commit(begun());

        assertThat(seen.ends).singleElement().satisfies(end -> {
            assertThat(end.label()).isEqualTo("Order.place");
            assertThat(end.outcome()).isEqualTo(Verdict.Kind.COMMITTED);
            assertThat(end.cause()).isEqualTo(Cause.NONE);
            assertThat(end.alone()).isTrue();
            assertThat(end.duration()).isEqualTo(Duration.ofMillis(40));
        });
    }

    @Test
    void aMethodThatThrewIsTheCause() {
        units.rollBack(begun(), "sold out");

        assertThat(seen.ends).singleElement().satisfies(end -> assertThat(end.cause())
                .isEqualTo(Cause.METHOD_THREW));
    }

    @Test
    void aMethodThatReturnedAlthoughSomethingSaidNoWasRefused() {
        Call root = begun();
        root.veto("a local transaction was rolled back");
        units.commit(root);

        assertThat(seen.ends).singleElement().satisfies(end -> {
            assertThat(end.outcome()).isEqualTo(Verdict.Kind.ROLLED_BACK);
            assertThat(end.cause()).isEqualTo(Cause.REFUSED);
        });
    }

    @Test
    void aDeadlineThatPassedIsTheCauseWhateverTheMethodThrows() {
        Call root = begun();
        pass(30_000);
        units.rollBack(root, "the statement was cancelled");

        assertThat(seen.ends).singleElement().satisfies(end -> assertThat(end.cause())
                .isEqualTo(Cause.DEADLINE));
    }

    @Test
    void aResourceThatFailsToCommitAloneIsTheCause() throws Exception {
        Call root = begun();
        root.enlist(() -> new FakeWork() {
            @Override
            public void commit() throws Exception {
                throw new Exception("connection reset");
            }
        });
        units.commit(root);

        assertThat(seen.ends).singleElement().satisfies(end -> {
            assertThat(end.outcome()).isEqualTo(Verdict.Kind.UNKNOWN);
            assertThat(end.cause()).isEqualTo(Cause.RESOURCE_FAILED);
        });
    }

    @Test
    void aCallThatIsRefusedIsCounted() {
        assertThatThrownBy(() -> units.serve(HEADER)).isInstanceOf(TxManagerUnavailableException.class);

        assertThat(seen.refused).singleElement().isInstanceOf(TxManagerUnavailableException.class);
    }

    private Call begun() {
        Call root = units.begin("Order.place", Duration.ofSeconds(30));
        pass(40);
        return root;
    }

    private void managersAreThere() {
        units.received("m", new Message.HeartbeatAnswer(List.of(new ShardClock(0, EPOCH, 5_000)), ""));
    }

    private void pass(long millis) {
        now.addAndGet(millis * 1_000_000);
    }

    private static final class Seen implements UnitListener {
        private final List<GroupEnd> ends = new ArrayList<>();
        private final List<TxException> refused = new ArrayList<>();

        @Override
        public void changed(GroupId groupId, UnitState before, UnitState after) {}

        @Override
        public void ended(GroupEnd end) {
            ends.add(end);
        }

        @Override
        public void refused(GroupId groupId, TxException why) {
            refused.add(why);
        }
    }
}
