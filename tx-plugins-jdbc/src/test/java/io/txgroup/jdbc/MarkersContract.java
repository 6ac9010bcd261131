package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery.OldMark;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;

/** What markers prove, whatever became of the work. */
abstract class MarkersContract extends JdbcContract {
    private static final CallPath FIRST = new CallPath("0.1");
    private static final CallPath SECOND = new CallPath("0.2");

    MarkersContract(TestDatabase database) {
        super(database);
    }

    private void join(CallPath path, Action action) throws Exception {
        FakeUnit.Call call = unit.call(path);
        call.run(() -> {
            action.run();
            return null;
        });
        call.join();
    }

    private Proof prove(CallPath... paths) throws SQLException {
        return dataSource.recovery().prove(unit.groupId(), List.of(paths), 1);
    }

    private List<String> rows() {
        return outside.queryForList(
                "SELECT CONCAT(call_path, ' ', resource, '#', ordinal, ' ', state) FROM tx_commit_marker ORDER BY call_path,"
                        + " ordinal",
                String.class);
    }

    @Test
    void leavesOneForEveryCallInTheWorkItself() throws Exception {
        join(FIRST, () -> insert(1));
        assertThat(rows()).isEmpty();
        join(SECOND, () -> insert(2));
        unit.commit();

        assertThat(rows()).containsExactly("0.1 stock#1 C", "0.2 stock#1 C");
        assertThat(outside.queryForList("SELECT DISTINCT epoch FROM tx_commit_marker", String.class))
                .containsExactly("an epoch");
        assertThat(visible()).isEqualTo(2);
    }

    @Test
    void leavesThemOfAllCallsInEachConnectionOfTheUnit() throws Exception {
        join(FIRST, () -> insert(1));
        join(
                SECOND,
                () -> transaction(status -> {
                    insert(2);
                    transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> insert(3));
                }));
        unit.commit();

        assertThat(rows()).containsExactly("0.1 stock#1 C", "0.1 stock#2 C", "0.2 stock#1 C", "0.2 stock#2 C");
    }

    @Test
    void leavesNoneIfTheUnitIsTheOnlyOne() throws Exception {
        inGroup(() -> insert(1));
        held(1).checkBeforeJoin();
        held(1).commit();

        assertThat(rows()).isEmpty();
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void leavesNoneIfNoneAreWanted() throws Exception {
        dataSource = new HeldDataSource(
                "stock",
                pool,
                () -> unit,
                HeldSettings.DEFAULTS.with(new GuaranteeSettings(
                        guarantee(), Optional.empty(), Duration.ZERO, "an installation", "a service")),
                canceller());
        jdbc.setDataSource(dataSource);
        join(FIRST, () -> insert(1));
        unit.commit();

        assertThat(rows()).isEmpty();
        assertThat(visible()).isEqualTo(1);
        assertThat(prove(FIRST)).isEqualTo(Proof.UNKNOWN);
    }

    @Test
    void proveACommit() throws Exception {
        join(FIRST, () -> insert(1));
        unit.commit();

        assertThat(prove(FIRST)).isEqualTo(Proof.COMMITTED);
        assertThat(rows()).containsExactly("0.1 stock#1 C");
    }

    @Test
    void proveARollback() throws Exception {
        join(FIRST, () -> insert(1));
        unit.rollback();

        assertThat(prove(FIRST, SECOND)).isEqualTo(Proof.LOST);
        assertThat(prove(FIRST, SECOND)).isEqualTo(Proof.LOST);
        assertThat(rows()).containsExactly("0.1 stock#1 T", "0.2 stock#1 T");
    }

    @Test
    void sayThatWorkIsInFlightInsteadOfWaitingForIt() throws Exception {
        join(FIRST, () -> insert(1));

        assertThat(prove(FIRST)).isEqualTo(Proof.IN_FLIGHT);
        unit.commit();
        assertThat(prove(FIRST)).isEqualTo(Proof.COMMITTED);
    }

    @Test
    void forbidALateCommit() throws Exception {
        FakeUnit.Call call = unit.call(FIRST);
        call.run(() -> {
            insert(1);
            return null;
        });
        assertThat(prove(FIRST)).isEqualTo(Proof.LOST);

        assertThatThrownBy(call::join)
                .hasMessageContaining("can't leave its markers for the calls [0.1] in tx_commit_marker");
        unit.rollback();
        assertThat(visible()).isZero();
    }

    @Test
    void takeWhatWasDiscardedForLost() throws Exception {
        join(FIRST, () -> insert(1));
        unit.rollback();
        prove(FIRST);
        outside.update("UPDATE tx_commit_marker SET state = 'D'");

        assertThat(prove(FIRST)).isEqualTo(Proof.LOST);
    }

    @Test
    void confirmOnlyWhatStandsThere() throws Exception {
        assertThat(dataSource.recovery().confirm(unit.groupId(), List.of(FIRST, SECOND), 1))
                .isEqualTo(Proof.UNKNOWN);
        assertThat(rows()).isEmpty();

        prove(FIRST);
        assertThat(dataSource.recovery().confirm(unit.groupId(), List.of(FIRST, SECOND), 1))
                .isEqualTo(Proof.LOST);
        assertThat(rows()).containsExactly("0.1 stock#1 T", "0.2 stock#1 T");

        outside.update("UPDATE tx_commit_marker SET state = 'C'");
        assertThat(dataSource.recovery().confirm(unit.groupId(), List.of(FIRST, SECOND), 1))
                .isEqualTo(Proof.COMMITTED);
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void proveNothingIfTheyContradictOneAnother() throws Exception {
        join(FIRST, () -> insert(1));
        unit.commit();

        assertThatThrownBy(() -> prove(FIRST, SECOND))
                .hasMessageContaining("contradict one another")
                .hasMessageContaining("{0.1=C}");
        assertThat(rows()).containsExactly("0.1 stock#1 C");
    }

    @Test
    void areRemovedWithTheirGroupOnly() throws Exception {
        join(FIRST, () -> insert(1));
        unit.commit();
        FakeUnit other = unit;
        unit = new FakeUnit();
        join(FIRST, () -> insert(2));
        unit.commit();

        dataSource.recovery().forget(List.of(other.groupId(), new FakeUnit().groupId()));

        assertThat(rows()).hasSize(1);
        assertThat(prove(FIRST)).isEqualTo(Proof.COMMITTED);
    }

    @Test
    void areToldInPagesOnceTheyAreOld() throws Exception {
        List<GroupId> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            unit = new FakeUnit();
            int id = i;
            join(FIRST, () -> insert(id));
            join(SECOND, () -> insert(10 + id));
            unit.commit();
            all.add(unit.groupId());
        }
        all.sort(Comparator.comparing(GroupId::toString));
        long soon = System.currentTimeMillis() + 60_000;
        CommitMarkers markers = dataSource.markers();

        assertThat(markers.groups(null, soon, 2))
                .containsExactly(
                        new OldMark(all.get(0), new Epoch("an epoch")), new OldMark(all.get(1), new Epoch("an epoch")));
        assertThat(markers.groups(all.get(1), soon, 2))
                .extracting(OldMark::groupId)
                .containsExactly(all.get(2));
        assertThat(markers.groups(all.get(2), soon, 2)).isEmpty();
        assertThat(markers.groups(null, 1, 2)).isEmpty();
    }

    @Test
    void aTombstoneIsNeverOld() throws Exception {
        assertThat(prove(FIRST)).isEqualTo(Proof.LOST);

        assertThat(dataSource.markers().groups(null, System.currentTimeMillis() + 60_000, 10))
                .isEmpty();
    }

    @Test
    void settleACommitWhoseSessionDiedBeforeIt() throws Exception {
        join(FIRST, () -> insert(1));
        killSessionOf(held(1));

        if (held(1).canPrepare()) {
            assertThatThrownBy(() -> held(1).prepare()).hasMessageContaining("can't be prepared");
        }
        assertThatThrownBy(() -> held(1).commit())
                .isInstanceOf(ResourceLostException.class)
                .hasMessageContaining("the work is lost");
        assertThat(connectionsInUse()).isZero();
        assertThat(visible()).isZero();
        assertThat(rows()).containsExactly("0.1 stock#1 T");
    }

    @Test
    void settleACommitThatWasNotAnswered() throws Exception {
        join(FIRST, () -> insert(1));
        HeldConnection held = held(1);
        // the commit arrives, its answer does not
        Connection physical = held.connection();
        commitBehindItsBack(held);
        physical.unwrap(Connection.class).abort(Runnable::run);

        held.commit();
        assertThat(visible()).isEqualTo(1);
        assertThat(connectionsInUse()).isZero();
    }

    private void commitBehindItsBack(HeldConnection held) throws SQLException {
        if (guarantee() == Guarantee.DURABLE && database().twoPhase().begins()) {
            String id = BranchName.of(
                            BranchName.owner("an installation", "a service", "stock"),
                            unit.groupId(),
                            new Epoch("an epoch"),
                            unit.call(FIRST).unit(),
                            1)
                    .xid();
            database().twoPhase().commitAlone(held.connection(), id);
        } else {
            held.connection().commit();
        }
    }

    @Test
    void areRefusedWithTheDefinitionIfTheirTableIsMissing() {
        outside.execute("DROP TABLE tx_commit_marker");
        assertThatThrownBy(() -> dataSource.checkMarkers())
                .isInstanceOfSatisfying(MarkerTableException.class, e -> assertThat(e.definition())
                        .contains("CREATE TABLE IF NOT EXISTS tx_commit_marker"));

        outside.execute("CREATE TABLE tx_commit_marker (group_id INT)");
        assertThatThrownBy(() -> dataSource.checkMarkers()).isInstanceOf(MarkerTableException.class);
    }

    @Test
    void areFoundAtTheStartIfTheirTableIsThere() throws Exception {
        dataSource.checkMarkers();

        assertThat(rows()).isEmpty();
        assertThat(connectionsInUse()).isZero();
    }
}
