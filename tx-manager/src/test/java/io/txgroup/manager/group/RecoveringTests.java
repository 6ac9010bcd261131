package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.InMemoryRedis;
import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What managers say and record of units that are gone, through real mailboxes and the store in memory, with one replica. */
class RecoveringTests {
    private static final GroupId ID = GroupId.next(1, new Random(1), 1);
    private static final CallPath FIRST = new CallPath("0.1");
    private static final UnitId STARTER = new UnitId(new ProcessId("order", "order-1", "p"), "s");
    private static final UnitId STORAGE = new UnitId(new ProcessId("storage", "storage-1", "p"), "a");
    private static final ProcessId OTHER_STORAGE = new ProcessId("storage", "storage-2", "q");

    private final AtomicLong millis = new AtomicLong(1_000);
    private final List<Message.ToClient> said = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final InMemoryRedis redis = new InMemoryRedis(1, 1, millis::get, new Random(2));
    private final GroupStore store = new InMemoryGroupStore(redis, command -> {
        command.carryOut();
        redis.replicateAll();
        command.answer();
    });
    private final Random writeIds = new Random(3);
    private final Coordinator coordinator = new Coordinator(
            new Coordinator.Identity("m", () -> Long.toHexString(writeIds.nextLong())),
            store,
            new Everybody(),
            new GroupRules("m"),
            new Listening(),
            () -> millis.get() * 1_000_000);
    private Epoch epoch = new Epoch("unknown");

    @BeforeEach
    void aGroupIsOpen() {
        epoch = store.clock(0).toCompletableFuture().join().epoch();
        say(new Message.Create(ID, STARTER, epoch, 11_000, 30_000, "Order.place"));
    }

    @Test
    void aBranchOfAnUndecidedGroupIsLeftAlone() {
        join(true);

        assertThat(askForBranch(OTHER_STORAGE, STORAGE.token(), epoch.mark()))
                .singleElement()
                .isEqualTo(new Message.BranchUndecided(ID, STORAGE.token(), epoch.mark(), Why.RUNNING));
    }

    @Test
    void aBranchOfAMemberIsToldTheOutcomeWithTheUnitAndItsCalls() {
        commit(true);

        assertThat(askForBranch(OTHER_STORAGE, STORAGE.token(), epoch.mark()))
                .singleElement()
                .isInstanceOfSatisfying(Message.BranchOutcome.class, outcome -> {
                    assertThat(outcome.outcome()).isEqualTo(Outcome.COMMIT);
                    assertThat(outcome.member()).isEqualTo(new UnitCalls(STORAGE, List.of(FIRST)));
                });
    }

    @Test
    void aBranchOfAUnitOnWhichNobodyCountsIsRolledBack() {
        commit(true);

        assertThat(askForBranch(OTHER_STORAGE, "another", epoch.mark()))
                .singleElement()
                .isInstanceOfSatisfying(Message.BranchOutcome.class, outcome -> {
                    assertThat(outcome.outcome()).isEqualTo(Outcome.ROLLBACK);
                    assertThat(outcome.member()).isNull();
                });
    }

    @Test
    void anotherServiceHearsNothingOfAMembersBranch() {
        commit(true);

        assertThat(askForBranch(STARTER.process(), STORAGE.token(), epoch.mark()))
                .isEmpty();
    }

    @Test
    void anOutcomeThatAFailoverCouldForgetEndsNoBranch() {
        redis.cut(1);
        commit(true);

        assertThat(askForBranch(OTHER_STORAGE, STORAGE.token(), epoch.mark()))
                .contains(new Message.BranchUndecided(ID, STORAGE.token(), epoch.mark(), Why.STORE_UNAVAILABLE))
                .noneMatch(Message.BranchOutcome.class::isInstance);
    }

    @Test
    void aBranchWithoutARecordIsRolledBackInItsEpochAndLeftAloneInAnother() {
        GroupId never = GroupId.next(2, new Random(9), 1);

        coordinator.receive(OTHER_STORAGE, new Message.AskForBranch(never, "t", epoch.mark()));
        assertThat(said).last().isInstanceOfSatisfying(Message.BranchOutcome.class, outcome -> assertThat(
                        outcome.outcome())
                .isEqualTo(Outcome.ROLLBACK));

        coordinator.receive(OTHER_STORAGE, new Message.AskForBranch(never, "t", new Epoch("other").mark()));
        assertThat(said)
                .last()
                .isEqualTo(new Message.BranchUndecided(never, "t", new Epoch("other").mark(), Why.OTHER_EPOCH));
    }

    @Test
    void onlyGroupsWithoutARecordInTheirEpochAreFinished() {
        commit(true);
        GroupId never = GroupId.next(2, new Random(9), 1);

        coordinator.receive(OTHER_STORAGE, new AskFinished(epoch, List.of(ID, never)));
        assertThat(said).last().isEqualTo(new Finished(epoch, List.of(never)));

        said.clear();
        coordinator.receive(OTHER_STORAGE, new AskFinished(new Epoch("other"), List.of(ID, never)));
        assertThat(said).isEmpty();
    }

    @Test
    void theEndOfItsLastBranchStandsForTheUnitsAcknowledgement() {
        commit(true);
        acknowledge(STARTER, Result.COMMITTED);

        show(OTHER_STORAGE, Result.COMMITTED, "its branch was ended");

        assertThat(record().state()).isEqualTo(GroupState.COMMITTED);
        assertThat(said).contains(new Message.EvidenceNoted(ID, STORAGE, List.of("db#1")));
    }

    @Test
    void aProcessOfAnotherServiceCanProveNothing() {
        commit(false);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> show(STARTER.process(), Result.COMMITTED, ""))
                .withMessageContaining("not of its service");
        assertThat(record().member(STORAGE).orElseThrow().ends()).isEmpty();
    }

    @Test
    void asksForAProofWhenAUnitIsSilentForThreeSeconds() {
        commit(false);
        acknowledge(STARTER, Result.COMMITTED);
        pass(2_000);
        assertThat(said).noneMatch(Prove.class::isInstance);

        pass(1_500);

        assertThat(said).contains(new Prove(ID, STORAGE, epoch, List.of(FIRST), List.of("db#1"), false));
        assertThat(record().member(STORAGE).orElseThrow().acknowledged()).isNull();
    }

    @Test
    void aHeldResourceIsKnownAsLostWithinFifteenSeconds() {
        commit(false);
        acknowledge(STARTER, Result.COMMITTED);
        for (int second = 0; second < 15; second++) {
            said.clear();
            pass(1_000);
            if (said.stream().anyMatch(Prove.class::isInstance)) {
                show(OTHER_STORAGE, second < 5 ? Result.UNPROVEN : Result.LOST, "");
            }
        }

        assertThat(record().state()).isEqualTo(GroupState.PARKED);
        assertThat(record().member(STORAGE).orElseThrow().lost()).hasSize(1);
        assertThat(told).first().asString().contains(ID.toString(), STORAGE.toString(), "db#1");
    }

    @Test
    void aLostResourceIsNotLookedForAgain() {
        commit(false);
        show(OTHER_STORAGE, Result.LOST, "");
        acknowledge(STARTER, Result.COMMITTED);
        said.clear();

        pass(60_000);

        assertThat(said).noneMatch(Prove.class::isInstance);
        assertThat(record().state()).as("nobody knows what its calls ran").isEqualTo(GroupState.PARKED);
    }

    @Test
    void workThatMayBePreparedIsNeverLostForWantOfAMark() {
        commit(true);

        show(OTHER_STORAGE, Result.LOST, "");

        assertThat(record().member(STORAGE).orElseThrow().lost()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void evidenceSettlesWhatTheUnitCouldNotProve() {
        commit(false);
        acknowledge(STARTER, Result.COMMITTED);
        acknowledge(STORAGE, Result.UNPROVEN);
        assertThat(record().state()).isEqualTo(GroupState.COMMITTING);

        show(OTHER_STORAGE, Result.COMMITTED, "");

        assertThat(record().state()).isEqualTo(GroupState.COMMITTED);
    }

    @Test
    void whatASessionStillHasOpenIsLookedForAgain() {
        commit(false);
        acknowledge(STARTER, Result.COMMITTED);
        show(OTHER_STORAGE, Result.OPEN, "");
        assertThat(record().member(STORAGE).orElseThrow().acknowledged()).isNull();

        pass(3_500);
        assertThat(said).anyMatch(Prove.class::isInstance);
        show(OTHER_STORAGE, Result.LOST, "");

        assertThat(record().member(STORAGE).orElseThrow().lost()).hasSize(1);
    }

    @Test
    void evidenceThatContradictsWhatIsKnownIsKeptBesideItAndRaisesAnAlarm() {
        commit(false);
        show(OTHER_STORAGE, Result.LOST, "");

        acknowledge(STORAGE, Result.COMMITTED);
        acknowledge(STARTER, Result.COMMITTED);

        assertThat(record().member(STORAGE).orElseThrow().ends())
                .extracting(ResourceEnd::result)
                .containsExactly(Result.LOST, Result.COMMITTED);
        assertThat(told).anyMatch(what -> what.startsWith("HEURISTIC"));
        assertThat(record().state()).isEqualTo(GroupState.COMMITTING);
    }

    private void join(boolean canPrepare) {
        say(new Message.Join(
                ID, STORAGE, epoch, List.of(FIRST), canPrepare, List.of("db#1"), Compensation.UNIT, List.of()));
    }

    private void commit(boolean canPrepare) {
        join(canPrepare);
        say(new Message.Close(
                ID,
                STARTER,
                epoch,
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                List.of(new UnitCalls(STORAGE, List.of(FIRST))),
                false,
                List.of("db#1"),
                "",
                Compensation.UNIT,
                List.of()));
        if (canPrepare) {
            say(new Message.Prepared(ID, STARTER, epoch, true, ""));
            say(new Message.Prepared(ID, STORAGE, epoch, true, ""));
        }
        assertThat(record().state()).isEqualTo(GroupState.COMMITTING);
    }

    private void acknowledge(UnitId unit, Result result) {
        say(new Message.Acknowledge(ID, unit, epoch, Outcome.COMMIT, List.of(new ResourceEnd("db#1", result, ""))));
    }

    private void show(ProcessId from, Result result, String detail) {
        List<ResourceEnd> ends = List.of(new ResourceEnd("db#1", result, detail));
        coordinator.receive(from, new Message.Evidence(ID, STORAGE, epoch, ends));
    }

    private List<Message.ToClient> askForBranch(ProcessId from, String token, String epochMark) {
        said.clear();
        coordinator.receive(from, new Message.AskForBranch(ID, token, epochMark));
        return said;
    }

    private void pass(long span) {
        millis.addAndGet(span);
        coordinator.sweep(0);
    }

    private Group record() {
        return redis.groups().get(0).group();
    }

    private void say(Message.OfUnit message) {
        coordinator.receive(message.unit().process(), message);
    }

    private final class Everybody implements Peers {
        @Override
        public boolean send(ProcessId to, Message.ToClient message) {
            return said.add(message);
        }

        @Override
        public boolean sendToService(String service, Message.ToClient message) {
            assertThat(service).isEqualTo("storage");
            return said.add(message);
        }
    }

    private final class Listening implements GroupListener {
        @Override
        public void changed(Group before, Group after) {}

        @Override
        public void alarm(GroupId id, String what) {
            told.add(what);
        }

        @Override
        public void lost(Group group, UnitId unit, ResourceEnd end) {
            told.add(group.id() + " " + unit + " " + end);
        }
    }
}
