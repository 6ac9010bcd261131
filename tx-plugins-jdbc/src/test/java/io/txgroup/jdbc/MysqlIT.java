package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.protocol.CallPath;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contracts on MySQL. */
@Tag("containers")
class MysqlIT {
    @Nested
    class Situations extends HeldConnectionContract {
        Situations() {
            super(TestDatabase.MYSQL);
        }
    }

    @Nested
    class JdbcRules extends JdbcRulesContract {
        JdbcRules() {
            super(TestDatabase.MYSQL);
        }
    }

    @Nested
    class Callers extends CallersContract {
        Callers() {
            super(TestDatabase.MYSQL);
        }
    }

    @Nested
    class Ends extends EndContract {
        Ends() {
            super(TestDatabase.MYSQL);
        }
    }

    @Nested
    class Resource extends HeldJdbcResourceContract {
        Resource() {
            super(TestDatabase.MYSQL);
        }
    }

    @Nested
    class Overtaken extends OvertakenContract {
        Overtaken() {
            super(TestDatabase.MYSQL);
        }
    }

    @Nested
    class MysqlOnly extends MariaOnlyContract {
        MysqlOnly() {
            super(TestDatabase.MYSQL);
        }

        /** It can't be noticed: the server says that a transaction is open after such a statement too. */
        @Override
        @Test
        void votesNoOnATableThatKnowsNoTransactions() throws Exception {
            outside.execute("CREATE TABLE plain (id INT) ENGINE=MyISAM");
            inGroup(() -> jdbc.update("INSERT INTO plain VALUES (1)"));
            unit.rollback();
            assertThat(outside.queryForObject("SELECT COUNT(*) FROM plain", Integer.class))
                    .isEqualTo(1);
        }
    }

    @Nested
    class Deadlines extends DeadlinesContract {
        Deadlines() {
            super(TestDatabase.MYSQL);
        }
    }

    @Nested
    class DurableSituations extends HeldConnectionContract {
        DurableSituations() {
            super(TestDatabase.MYSQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableJdbcRules extends JdbcRulesContract {
        DurableJdbcRules() {
            super(TestDatabase.MYSQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableCallers extends CallersContract {
        DurableCallers() {
            super(TestDatabase.MYSQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableEnds extends EndContract {
        DurableEnds() {
            super(TestDatabase.MYSQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableResource extends HeldJdbcResourceContract {
        DurableResource() {
            super(TestDatabase.MYSQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableOvertaken extends OvertakenContract {
        DurableOvertaken() {
            super(TestDatabase.MYSQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class Markers extends MarkersContract {
        Markers() {
            super(TestDatabase.MYSQL);
        }
    }

    @Nested
    class DurableMarkers extends MarkersContract {
        DurableMarkers() {
            super(TestDatabase.MYSQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class Recoveries extends RecoveryContract {
        Recoveries() {
            super(TestDatabase.MYSQL);
        }
    }

    /** In XA the server itself refuses what a held transaction must be watched for. */
    @Nested
    class DurableMysqlOnly extends MariaOnlyContract {
        DurableMysqlOnly() {
            super(TestDatabase.MYSQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.AUTO;
        }

        @Test
        void isDurableByItself() throws Exception {
            assertThat(dataSource.guarantee()).isEqualTo(Guarantee.DURABLE);
        }

        @Override
        @Test
        void votesNoWhenAProcedureHasCommitted() throws Exception {
            outside.execute("CREATE PROCEDURE commits() BEGIN INSERT INTO stock VALUES (2, 1); COMMIT; END");
            inGroup(() ->
                    assertThatThrownBy(() -> jdbc.execute("CALL commits()")).hasStackTraceContaining("XAER_RMFAIL"));
            unit.rollback();
            assertThat(visible()).isZero();
        }

        /** It can't be noticed: the server says that a transaction is open whatever was done in it. */
        @Override
        @Test
        void votesNoOnATableThatKnowsNoTransactions() throws Exception {
            outside.execute("CREATE TABLE plain (id INT) ENGINE=MyISAM");
            inGroup(() -> jdbc.update("INSERT INTO plain VALUES (1)"));
            unit.rollback();
            assertThat(outside.queryForObject("SELECT COUNT(*) FROM plain", Integer.class))
                    .isEqualTo(1);
        }

        @Override
        @Test
        void letsTemporaryTablesPass() throws Exception {
            inGroup(() -> assertThatThrownBy(() -> transaction(status -> {
                        insert(1);
                        jdbc.execute("CREATE TEMPORARY TABLE work (id INT) ENGINE=InnoDB");
                        jdbc.execute("INSERT INTO work SELECT id FROM stock");
                    }))
                    .hasStackTraceContaining("xa_detach_on_prepare"));
            unit.rollback();
            assertThat(visible()).isZero();
        }

        @Test
        void givesItsConnectionBackOnceItIsPrepared() throws Exception {
            inGroup(() -> insert(1));
            held(1).checkBeforeJoin();
            held(1).mark(Set.of(CallPath.ROOT));
            held(1).prepare();

            assertThat(connectionsInUse()).isZero();
            assertThat(visible()).isZero();
            held(1).commit();
            assertThat(visible()).isEqualTo(1);
        }
    }
}
