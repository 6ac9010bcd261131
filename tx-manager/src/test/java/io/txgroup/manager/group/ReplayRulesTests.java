package io.txgroup.manager.group;

import static io.txgroup.manager.group.ReplayStage.ACCOUNT;
import static io.txgroup.manager.group.ReplayStage.AUDIT;
import static io.txgroup.manager.group.ReplayStage.ID;
import static io.txgroup.manager.group.ReplayStage.PAID;
import static io.txgroup.manager.group.ReplayStage.RUNNER;
import static io.txgroup.manager.group.ReplayStage.STORAGE;
import static io.txgroup.manager.group.ReplayStage.TAKEN;
import static io.txgroup.manager.group.ReplayStage.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.txgroup.manager.compensation.Attempt;
import io.txgroup.manager.compensation.StarterReplay.Stage;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.RedoResource.Verdict;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a group is made whole by running its starter again: when, what is matched, and what ends an attempt. */
class ReplayRulesTests {
    private final ReplayStage stage = new ReplayStage();

    @Test
    void aChainOfServicesWithOneLostUnitIsMadeWhole() {
        stage.lost(STORAGE);
        stage.pass(0);
        Replay.Begin begin = stage.asked(Replay.Begin.class).get(0);
        assertThat(begin.invocation().methodId()).isEqualTo("place");
        assertThat(stage.asked(Redo.class)).isEmpty();

        assertThat(stage.begins(1).work())
                .isEqualTo(new Replay.Work(
                        ReplayStage.ORDER,
                        CallPath.ROOT,
                        List.of(CallPath.ROOT),
                        List.of(new RedoResource("db#1", Verdict.COMMITTED))));
        assertThat(stage.part(1, STORAGE, "0.1", CallPath.ROOT, "take", "[7]").work())
                .isEqualTo(new Replay.Work(
                        STORAGE, TAKEN, List.of(TAKEN), List.of(new RedoResource("db#1", Verdict.LOST))));
        stage.part(1, AUDIT, "0.1.1", TAKEN, "note", "[7]");
        stage.part(1, ACCOUNT, "0.2", CallPath.ROOT, "pay", "[9]");
        stage.closesWithAll(1);
        assertThat(stage.told(Outcome.COMMIT))
                .extracting(Replay.Told::unit)
                .containsOnly(RUNNER, STORAGE, AUDIT, ACCOUNT);
        assertThat(stage.group().state()).isEqualTo(GroupState.COMPENSATING);

        stage.ends(1, STORAGE, Result.COMMITTED);

        assertThat(stage.group().state()).isEqualTo(GroupState.COMMITTED);
        assertThat(stage.record().attempts()).extracting(Attempt::result).containsExactly(RedoEnded.Result.REPAIRED);
    }

    @Test
    void aMethodThatCallsDifferentlyIsParkedWithBothTrees() {
        stage.lost(STORAGE);
        stage.pass(0);
        stage.begins(1);

        Replay.Part part = stage.part(1, STORAGE, "0.1", CallPath.ROOT, "reserve", "[7]");
        assertThat(part.work()).isNull();
        assertThat(part.refusal()).isEmpty();
        stage.closes(1, RedoEnded.Result.REPAIRED, new UnitCalls(RUNNER, List.of(CallPath.ROOT)));

        assertThat(stage.group().state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().why())
                .contains(
                        "DIFFERS",
                        "never called",
                        "the original called [0 order place, 0.1 storage take, 0.2 account pay, 0.1.1 audit note]",
                        "attempt 1 called [0 order place, 0.1 storage reserve (no such call)]");
        assertThat(stage.told(Outcome.ROLLBACK)).extracting(Replay.Told::unit).contains(RUNNER, STORAGE);
    }

    @Test
    void whoeverFindsThatItDiffersEndsTheAttempt() {
        stage.lost(STORAGE);
        stage.pass(0);
        stage.runsAll(1);

        stage.hear(new Replay.Close(
                ID, stage.group().epoch(), 1, ACCOUNT, RedoEnded.Result.DIFFERS, "it used ds#2", List.of()));

        assertThat(stage.group().state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().why()).contains("it used ds#2");
    }

    @Test
    void aNewAttemptWaitsUntilTheOneBeforeIsSettled() {
        stage.lost(STORAGE, ACCOUNT);
        stage.pass(0);
        stage.runsAll(1);
        stage.closesWithAll(1);
        stage.ends(1, ACCOUNT, Result.COMMITTED);
        stage.asked.clear();

        stage.pass(100_000);
        stage.pass(100_000);
        assertThat(stage.asked(Replay.Begin.class)).isEmpty();
        Replay.Settle settle = stage.asked(Replay.Settle.class).get(0);
        assertThat(settle.unit()).isEqualTo(STORAGE);
        assertThat(settle.resources()).containsExactly("db#1");
        stage.ends(1, STORAGE, Result.UNPROVEN);
        assertThat(stage.replay().stage()).isEqualTo(Stage.COMMITTING);

        stage.ends(1, STORAGE, Result.LOST);
        stage.pass(10_000);
        assertThat(stage.asked(Replay.Begin.class))
                .extracting(Replay.Begin::attempt)
                .containsExactly(2);
        stage.begins(2);
        assertThat(stage.part(2, ACCOUNT, "0.2", CallPath.ROOT, "pay", "[9]").work())
                .isEqualTo(new Replay.Work(
                        ACCOUNT, PAID, List.of(PAID), List.of(new RedoResource("db#1", Verdict.COMMITTED))));
    }

    @Test
    void anAttemptOfWhichTheTimeIsOverIsNeverCommitted() {
        stage.lost(STORAGE);
        stage.pass(0);
        stage.runsAll(1);
        stage.pass(36_000);
        assertThat(stage.replay().attempt()).isEqualTo(2);
        stage.said.clear();

        stage.closesWithAll(1);

        assertThat(stage.told(Outcome.COMMIT)).isEmpty();
        assertThat(stage.told(Outcome.ROLLBACK))
                .extracting(Replay.Told::attempt)
                .containsExactly(1);
        assertThat(stage.replay().stage()).isEqualTo(Stage.WAITING);
    }

    @Test
    void theFirstProcessThatBeginsHasTheAttempt() {
        stage.lost(STORAGE);
        stage.pass(0);
        stage.begins(1);

        UnitId second = unit("order", "second");
        assertThat(stage.part(1, second, "0", null, "place", "[1]").refusal()).contains("another process");
        assertThat(stage.begins(1).refusal()).as("the first one asks again").isEmpty();
        stage.hear(new Replay.Close(
                ID, stage.group().epoch(), 1, second, RedoEnded.Result.CANNOT, "no such method", List.of()));

        assertThat(stage.replay().stage()).isEqualTo(Stage.RUNNING);
    }

    @Test
    void aCallThatComesToASecondProcessIsRefused() {
        stage.lost(STORAGE);
        stage.pass(0);
        stage.begins(1);
        stage.part(1, STORAGE, "0.1", CallPath.ROOT, "take", "[7]");

        assertThat(stage.part(1, unit("storage", "b"), "0.1", CallPath.ROOT, "take", "[7]")
                        .refusal())
                .contains("another process");
    }

    @Test
    void whatMustNeverBeRunAgainIsLeftToAPerson() {
        stage.ofAudit = Compensation.NEVER;
        stage.lost(STORAGE);

        stage.pass(0);
        assertThat(stage.group().state()).isEqualTo(GroupState.PARKED);
        assertThat(stage.record().why()).contains("NEVER", "audit");
        assertThat(stage.asked(Replay.Begin.class)).isEmpty();
    }

    @Test
    void aStarterWhoseArgumentsAreNotKnownIsLeftToAPerson() {
        stage.ran(Invocation.manualOnly(CallPath.ROOT, "place", "it takes a stream"));
        stage.lost(STORAGE);
        stage.pass(0);

        assertThat(stage.record().why()).contains("it takes a stream");
    }

    @Test
    void whatIsHeldMeanwhileIsNotCommitted() {
        stage.lost(STORAGE);
        stage.pass(0);
        stage.runsAll(1);
        String version = stage.manager
                .compensations()
                .one(ID)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .version();
        stage.manager.compensations().hold(ID, version, "wang", "wait");

        stage.closesWithAll(1);

        assertThat(stage.told(Outcome.COMMIT)).isEmpty();
        assertThat(stage.group().state()).isEqualTo(GroupState.PARKED);
    }

    @Test
    void whatIsDiscardedIsNeverBegunAgain() {
        stage.lost(STORAGE);
        String version = stage.manager
                .compensations()
                .one(ID)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .version();
        stage.manager.compensations().discard(ID, version, "wang", "mended by hand");
        stage.pass(0);
        stage.pass(60_000);

        assertThat(stage.asked(Replay.Begin.class)).isEmpty();
        assertThat(stage.asked(Discard.class)).isNotEmpty();
    }

    @Test
    void nobodyIsToldThatItIsCommittedBeforeTheGate() {
        stage.lost(STORAGE);
        stage.pass(0);
        stage.runsAll(1);
        stage.replicaLags(true);

        stage.closesWithAll(1);
        assertThat(stage.told(Outcome.COMMIT)).isEmpty();

        stage.replicaLags(false);
        stage.asks(1, STORAGE);
        assertThat(stage.told(Outcome.COMMIT)).extracting(Replay.Told::unit).containsExactly(STORAGE);
    }

    @Test
    void whoHoldsWhatNobodyKnowsOfRollsBack() {
        stage.lost(STORAGE);
        stage.pass(0);
        stage.runsAll(1);

        stage.asks(1, STORAGE);
        assertThat(stage.said).as("it still runs").isEmpty();
        stage.closes(1, RedoEnded.Result.FAILED);
        stage.asks(1, STORAGE);

        assertThat(stage.told(Outcome.ROLLBACK)).hasSize(1);
    }

    @Test
    void repliesThatTellOfOtherCallsFailIt() {
        stage.lost(STORAGE);
        stage.pass(0);
        stage.runsAll(1);

        stage.closes(1, RedoEnded.Result.REPAIRED, new UnitCalls(RUNNER, List.of(CallPath.ROOT)));

        assertThat(stage.told(Outcome.COMMIT)).isEmpty();
        assertThat(stage.record().attempts()).extracting(Attempt::result).containsExactly(RedoEnded.Result.FAILED);
        assertThat(stage.replay().attempt()).isEqualTo(2);
    }

    @Test
    void nobodySpeaksForAnotherProcess() {
        stage.lost(STORAGE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage.manager.receive(
                        ACCOUNT.process(), new Replay.Ask(ID, stage.group().epoch(), 1, STORAGE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage.manager.receive(
                        ACCOUNT.process(),
                        new Replay.Ended(ID, stage.group().epoch(), 1, STORAGE, ReplayStage.ends(Result.COMMITTED))));
    }

    @Test
    void aStarterThatSaysUnitIsNotReplayed() {
        stage.ofStarter = Compensation.UNIT;
        stage.lost(STORAGE);
        stage.pass(0);

        assertThat(stage.asked(Replay.Begin.class)).isEmpty();
        assertThat(stage.asked(Redo.class)).hasSize(1);
    }
}
