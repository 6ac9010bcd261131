package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Outcome;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is prepared survives whoever prepared it, and any process of the service finishes it. */
abstract class RecoveryContract extends JdbcContract {
    private int session;

    RecoveryContract(TestDatabase database) {
        super(database);
    }

    @Override
    Guarantee guarantee() {
        return Guarantee.DURABLE;
    }

    private HeldConnection prepared() throws Exception {
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> {
            insert(1);
            return null;
        });
        call.join();
        session = sessionOf(held(1));
        held(1).prepare();
        return held(1);
    }

    private PreparedBranch left() throws Exception {
        prepared();
        if (!database().twoPhase().freesSession()) {
            kill(session);
        }
        List<PreparedBranch> branches = dataSource.recovery().prepared();
        assertThat(branches).hasSize(1);
        return branches.get(0);
    }

    private void end(PreparedBranch branch, Outcome outcome) {
        Awaitility.await().ignoreException(SQLTransientException.class).until(() -> {
            dataSource.recovery().end(branch, outcome, () -> true);
            return true;
        });
    }

    @Test
    void findsWhatItIsAskedFor() throws Exception {
        PreparedBranch branch = left();

        assertThat(branch.groupId()).isEqualTo(unit.groupId());
        assertThat(branch.token()).isEqualTo(unit.call(CallPath.ROOT).unit().token());
        assertThat(branch.epochMark())
                .isEqualTo(unit.call(CallPath.ROOT).epoch().orElseThrow().mark());
        assertThat(branch.ordinal()).isEqualTo(1);
        assertThat(visible()).isZero();
        end(branch, Outcome.ROLLBACK);
    }

    @Test
    void commitsForADeadUnitAsOftenAsItIsTold() throws Exception {
        PreparedBranch branch = left();
        end(branch, Outcome.COMMIT);
        end(branch, Outcome.COMMIT);

        assertThat(visible()).isEqualTo(1);
        assertThat(dataSource.recovery().prepared()).isEmpty();
        assertThat(dataSource.recovery().prove(unit.groupId(), List.of(CallPath.ROOT), 1))
                .isEqualTo(Proof.COMMITTED);
    }

    @Test
    void rollsBackForADeadUnitAsOftenAsItIsTold() throws Exception {
        PreparedBranch branch = left();
        end(branch, Outcome.ROLLBACK);
        end(branch, Outcome.ROLLBACK);

        assertThat(visible()).isZero();
        assertThat(dataSource.recovery().prepared()).isEmpty();
    }

    @Test
    void neverCallsABranchEndedThatEndedOtherwise() throws Exception {
        PreparedBranch branch = left();
        end(branch, Outcome.ROLLBACK);
        assertThatThrownBy(() -> dataSource.recovery().end(branch, Outcome.COMMIT, () -> true))
                .hasMessageContaining("no marker says that it is");

        unit = new FakeUnit();
        PreparedBranch other = left();
        end(other, Outcome.COMMIT);
        assertThatThrownBy(() -> dataSource.recovery().end(other, Outcome.ROLLBACK, () -> true))
                .hasMessageContaining("but is committed");
    }

    @Test
    void leavesABranchAloneIfWhatWasToldHoldsNoMoreWhenAConnectionIsThere() throws Exception {
        PreparedBranch branch = left();

        assertThatThrownBy(() -> dataSource.recovery().end(branch, Outcome.COMMIT, () -> false))
                .hasMessageContaining("left as it is");

        assertThat(dataSource.recovery().prepared()).containsExactly(branch);
        end(branch, Outcome.ROLLBACK);
        assertThat(visible()).isZero();
    }

    @Test
    void leavesAlonePreparedWorkOfOthers() throws Exception {
        PreparedBranch branch = left();
        HeldDataSource other = new HeldDataSource(
                "stock",
                pool,
                () -> unit,
                HeldSettings.DEFAULTS.with(new GuaranteeSettings(
                        guarantee(), Optional.empty(), Duration.ZERO, "another installation", "a service")),
                canceller());

        assertThat(other.recovery().prepared()).isEmpty();
        assertThatThrownBy(() -> other.recovery().end(branch, Outcome.COMMIT, () -> true))
                .hasMessageContaining("is none of");
        end(branch, Outcome.ROLLBACK);
    }

    @Test
    void saysThatPreparedWorkIsInFlight() throws Exception {
        PreparedBranch branch = left();
        assertThat(dataSource.recovery().prove(unit.groupId(), List.of(CallPath.ROOT), 1))
                .isEqualTo(Proof.IN_FLIGHT);
        end(branch, Outcome.COMMIT);
    }

    @Test
    void commitsOnAnotherSessionWhenItsOwnDied() throws Exception {
        HeldConnection held = prepared();
        kill(session);
        held.commit();

        assertThat(visible()).isEqualTo(1);
        assertThat(connectionsInUse()).isZero();
        assertThat(dataSource.recovery().prepared()).isEmpty();
    }

    @Test
    void rollsBackOnAnotherSessionWhenItsOwnDied() throws Exception {
        HeldConnection held = prepared();
        kill(session);
        held.rollback();

        assertThat(visible()).isZero();
        assertThat(connectionsInUse()).isZero();
        assertThat(dataSource.recovery().prepared()).isEmpty();
    }

    @Test
    void acceptsThatSomebodyElseHasCommittedIt() throws Exception {
        if (!database().twoPhase().freesSession()) {
            return; // nobody else can while its session lives
        }
        HeldConnection held = prepared();
        end(dataSource.recovery().prepared().get(0), Outcome.COMMIT);
        held.commit();

        assertThat(visible()).isEqualTo(1);
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void callsItLostIfSomebodyElseHasRolledItBack() throws Exception {
        if (!database().twoPhase().freesSession()) {
            return; // nobody else can while its session lives
        }
        HeldConnection held = prepared();
        end(dataSource.recovery().prepared().get(0), Outcome.ROLLBACK);

        assertThatThrownBy(held::commit).isInstanceOf(ResourceLostException.class);
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void leavesNoProbeBehind() throws Exception {
        assertThat(dataSource.guarantee()).isEqualTo(Guarantee.DURABLE);
        assertThat(dataSource.guaranteeReason()).isEqualTo("a transaction could be prepared");
        try (var connection = pool.getConnection()) {
            assertThat(database().twoPhase().names(connection, "")).isEmpty();
        }
    }
}
