package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.RedoResource.Verdict;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;

/**
 * Attempts to make all calls of a group again, in the process that runs the starter's method: what was lost is held under its
 * tombstones until a manager tells how the attempt ends, what is there is rolled back.
 */
abstract class ReplayContract extends RedoSetup {
    private static final Epoch EPOCH = new Epoch("its epoch");
    private static final String LOST = "0 stock#1 T";

    private int attempt;

    /** Who runs the newest attempt. */
    private Runner runner = new Runner(0, new UnitId(new ProcessId("stock", "none", "none"), "none"));

    /** A participant of an attempt. */
    private record Runner(int attempt, UnitId unit) {}

    ReplayContract(TestDatabase database) {
        super(database);
    }

    // ---- what a manager says

    /** The next attempt begins in that process; what it says then, once its method has returned or thrown. */
    private List<Message.ToManager> begins(RedoProcess where, RedoResource... resources) {
        attempt++;
        List<Message.ToManager> asked =
                where.hears(new Replay.Begin(unit.groupId(), EPOCH, attempt, dead(), invocation(CallPath.ROOT)));
        assertThat(asked).singleElement().isInstanceOf(Replay.AskForPart.class);
        runner = new Runner(attempt, ((Replay.AskForPart) asked.get(0)).unit());
        Replay.Work work = new Replay.Work(dead(), CallPath.ROOT, List.of(CallPath.ROOT), List.of(resources));
        return where.hears(new Replay.Part(unit.groupId(), attempt, runner.unit(), CallPath.ROOT, "", work));
    }

    private void assertClosed(List<Message.ToManager> said, Result result) {
        assertThat(said)
                .filteredOn(Replay.Close.class::isInstance)
                .singleElement()
                .satisfies(close -> assertThat(((Replay.Close) close).result())
                        .as(((Replay.Close) close).detail())
                        .isEqualTo(result));
    }

    /** How lost work has ended, as it says when it is told. */
    private List<ResourceEnd.Result> told(RedoProcess where, Outcome outcome) {
        return told(where, runner, outcome);
    }

    private List<ResourceEnd.Result> told(RedoProcess where, Runner who, Outcome outcome) {
        return ends(where.hears(new Replay.Told(unit.groupId(), who.attempt(), who.unit(), outcome, "")));
    }

    private static List<ResourceEnd.Result> ends(List<Message.ToManager> said) {
        return said.stream()
                .filter(Replay.Ended.class::isInstance)
                .flatMap(ended -> ((Replay.Ended) ended).ends().stream())
                .map(ResourceEnd::result)
                .toList();
    }

    private List<ResourceEnd.Result> settles(RedoProcess where) {
        return ends(where.hears(
                new Replay.Settle(unit.groupId(), EPOCH, attempt, dead(), List.of(CallPath.ROOT), List.of("stock#1"))));
    }

    private Proof proof() throws Exception {
        return dataSource.recovery().prove(unit.groupId(), List.of(CallPath.ROOT), 1);
    }

    private void lost() throws Exception {
        lost("stock#1", CallPath.ROOT);
    }

    private void does(RedoProcess where, JdbcContract.Action work) {
        where.work.put("0", work);
    }

    // ---- committed as a whole, when it is told

    @Test
    void isThereOnceItIsToldAndNotBefore() throws Exception {
        lost();
        does(process, () -> transaction(status -> insert(1)));

        assertClosed(begins(process, lost("stock#1")), Result.REPAIRED);
        assertThat(visible()).isZero();
        assertThat(rows()).containsExactly(LOST);
        assertThat(connectionsInUse()).isOne();

        assertThat(told(process, Outcome.COMMIT)).containsExactly(ResourceEnd.Result.COMMITTED);
        assertThat(visible()).isOne();
        assertThat(rows()).containsExactly("0 stock#1 C");
        assertThat(outside.queryForObject("SELECT epoch FROM tx_commit_marker", String.class))
                .isEqualTo("its epoch");
        assertThat(connectionsInUse()).isZero();
        assertThat(told(process, Outcome.COMMIT)).containsExactly(ResourceEnd.Result.COMMITTED);
        assertThat(visible()).isOne();
    }

    @Test
    void leavesTheTombstonesIfItIsToldToRollBack() throws Exception {
        lost();
        does(process, () -> transaction(status -> insert(1)));
        assertClosed(begins(process, lost("stock#1")), Result.REPAIRED);

        assertThat(told(process, Outcome.ROLLBACK)).isEmpty();
        assertNothingDone(LOST);

        assertClosed(begins(process, lost("stock#1")), Result.REPAIRED);
        assertThat(told(process, Outcome.COMMIT)).containsExactly(ResourceEnd.Result.COMMITTED);
        assertThat(visible()).isOne();
    }

    @Test
    void rollsBackWhatWasCommittedTheFirstTimeAndGivesItBackAtOnce() throws Exception {
        outside.update("INSERT INTO stock VALUES (7, 10)");
        lost();
        JdbcTemplate second = new JdbcTemplate(other);
        does(process, () -> {
            insert(1);
            second.update("UPDATE stock SET amount = amount + 1 WHERE id = 7");
        });

        assertClosed(begins(process, lost("stock#1"), new RedoResource("other#1", Verdict.COMMITTED)), Result.REPAIRED);
        assertThat(connectionsInUse()).as("what is lost is held").isOne();
        outside.update("UPDATE stock SET amount = amount + 100 WHERE id = 7");

        assertThat(told(process, Outcome.COMMIT)).containsExactly(ResourceEnd.Result.COMMITTED);
        assertThat(amount(7)).isEqualTo(110);
        assertThat(amount(1)).isOne();
        assertThat(rows()).containsExactly("0 stock#1 C");
    }

    @Test
    void commitsSeveralResourcesAndFurtherConnections() throws Exception {
        lost();
        lost("stock#2", CallPath.ROOT);
        lost("other#1", CallPath.ROOT);
        does(process, () -> {
            transaction(status -> {
                insert(1);
                transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> insert(2));
            });
            new JdbcTemplate(other).update("INSERT INTO stock VALUES (3, 1)");
        });

        assertClosed(begins(process, lost("stock#1"), lost("stock#2"), lost("other#1")), Result.REPAIRED);
        assertThat(visible()).isZero();

        assertThat(told(process, Outcome.COMMIT)).hasSize(3).containsOnly(ResourceEnd.Result.COMMITTED);
        assertThat(visible()).isEqualTo(3);
        assertThat(rows()).containsExactly("0 other#1 C", "0 stock#1 C", "0 stock#2 C");
    }

    // ---- whoever looks meanwhile

    @Test
    void aProofThatMeetsAnAttemptWaitsForItsRows() throws Exception {
        lost();
        does(process, () -> insert(1));
        assertClosed(begins(process, lost("stock#1")), Result.REPAIRED);
        RedoProcess looks = newProcess();

        assertThat(proof()).isEqualTo(Proof.IN_FLIGHT);
        assertThat(settles(looks)).containsExactly(ResourceEnd.Result.UNPROVEN);

        assertThat(told(process, Outcome.COMMIT)).containsExactly(ResourceEnd.Result.COMMITTED);
        assertThat(proof()).isEqualTo(Proof.COMMITTED);
        assertThat(settles(looks)).containsExactly(ResourceEnd.Result.COMMITTED);
    }

    @Test
    void aProofAfterAnAttemptThatWasRolledBackFindsTheTombstones() throws Exception {
        lost();
        does(process, () -> insert(1));
        assertClosed(begins(process, lost("stock#1")), Result.REPAIRED);
        told(process, Outcome.ROLLBACK);

        assertThat(proof()).isEqualTo(Proof.LOST);
        assertThat(settles(newProcess())).containsExactly(ResourceEnd.Result.LOST);
        assertNothingDone(LOST);
    }

    @Test
    void nothingIsDiscardedUnderTheHandsOfAnAttempt() throws Exception {
        lost();
        does(process, () -> insert(1));
        assertClosed(begins(process, lost("stock#1")), Result.REPAIRED);
        CommitMarkers.Mark mark = new CommitMarkers.Mark(unit.groupId(), 1, EPOCH.token());

        assertThat(markers().discard(mark, List.of(CallPath.ROOT))).isEqualTo(Proof.IN_FLIGHT);
        told(process, Outcome.COMMIT);

        assertThat(markers().discard(mark, List.of(CallPath.ROOT))).isEqualTo(Proof.COMMITTED);
        assertThat(visible()).isOne();
    }

    @Test
    void whatIsDiscardedIsNeverDoneAgain() throws Exception {
        lost();
        does(process, () -> insert(1));
        markers().discard(new CommitMarkers.Mark(unit.groupId(), 1, EPOCH.token()), List.of(CallPath.ROOT));

        assertClosed(begins(process, lost("stock#1")), Result.FAILED);
        assertNothingDone("0 stock#1 D");
    }

    private CommitMarkers markers() throws SQLException {
        CommitMarkers markers = dataSource.markers();
        assertThat(markers).isNotNull();
        return markers;
    }

    // ---- disturbed

    @Test
    void asLongAsOneAttemptHoldsTheTombstonesTheNextOneIsBusy() throws Exception {
        lost();
        JdbcTemplate firstJdbc = jdbc;
        RedoProcess first = process;
        does(first, () -> firstJdbc.update("INSERT INTO stock VALUES (1, 1)"));
        assertClosed(begins(first, lost("stock#1")), Result.REPAIRED);
        Runner holder = runner;
        RedoProcess second = newProcess();
        does(second, () -> insert(2));

        assertClosed(begins(second, lost("stock#1")), Result.BUSY);
        assertThat(connectionsInUse()).as("held by the first one").isOne();
        told(first, holder, Outcome.ROLLBACK);

        assertClosed(begins(second, lost("stock#1")), Result.REPAIRED);
        assertThat(told(second, Outcome.COMMIT)).containsExactly(ResourceEnd.Result.COMMITTED);
        assertThat(outside.queryForList("SELECT id FROM stock", Integer.class)).containsExactly(2);
    }

    @Test
    void whatAnEarlierAttemptHasCommittedIsNotDoneOnceMore() throws Exception {
        lost();
        does(process, () -> insert(1));
        begins(process, lost("stock#1"));
        told(process, Outcome.COMMIT);
        RedoProcess late = newProcess();
        does(late, () -> insert(2));

        List<Message.ToManager> said = begins(late, lost("stock#1"));

        assertClosed(said, Result.FAILED);
        assertThat(ends(said)).as("so that a manager knows").containsExactly(ResourceEnd.Result.COMMITTED);
        assertThat(visible()).isOne();
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void aSessionThatDiesBeforeItIsToldIsLostOnceMore() throws Exception {
        lost();
        List<Integer> sessions = new ArrayList<>();
        does(process, () -> {
            insert(1);
            sessions.add(jdbc.queryForObject(database().session, Integer.class));
        });
        assertClosed(begins(process, lost("stock#1")), Result.REPAIRED);
        kill(sessions.get(0));

        assertThat(told(process, Outcome.COMMIT)).doesNotContain(ResourceEnd.Result.COMMITTED);
        RedoProcess next = newProcess();
        assertThat(settles(next)).containsExactly(ResourceEnd.Result.LOST);
        assertThat(visible()).isZero();
        assertThat(rows()).containsExactly(LOST);

        does(next, () -> insert(2));
        assertClosed(begins(next, lost("stock#1")), Result.REPAIRED);
        assertThat(told(next, Outcome.COMMIT)).containsExactly(ResourceEnd.Result.COMMITTED);
        assertThat(visible()).isOne();
    }

    @Test
    void aMethodThatHangsGivesBackWhatItHoldsWhenItsTimeIsOver() throws Exception {
        lost();
        does(process, () -> {
            insert(1);
            process.pass(RedoProcess.TIMEOUT.plusMillis(1));
            assertThat(connectionsInUse()).isZero();
            assertThatThrownBy(() -> insert(2)).isInstanceOf(Exception.class);
        });

        List<Message.ToManager> said = begins(process, lost("stock#1"));

        assertClosed(said, Result.FAILED);
        assertNothingDone(LOST);
    }

    @Test
    void aMethodThatThrowsLeavesNothing() throws Exception {
        lost();
        does(process, () -> {
            insert(1);
            throw new IllegalStateException("out of stock");
        });

        List<Message.ToManager> said = begins(process, lost("stock#1"));

        assertClosed(said, Result.FAILED);
        assertNothingDone(LOST);
    }

    @Test
    void aMethodThatDoesNoWorkWhereSomeIsLostDiffers() throws Exception {
        lost();

        assertClosed(begins(process, lost("stock#1")), Result.DIFFERS);
        assertNothingDone(LOST);
    }
}
