package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.protocol.CallPath;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contracts on MariaDB. */
class MariaIT {
    @Nested
    class Situations extends HeldConnectionContract {
        Situations() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class JdbcRules extends JdbcRulesContract {
        JdbcRules() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class Callers extends CallersContract {
        Callers() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class Ends extends EndContract {
        Ends() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class Resource extends HeldJdbcResourceContract {
        Resource() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class Overtaken extends OvertakenContract {
        Overtaken() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class MariaOnly extends MariaOnlyContract {
        MariaOnly() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class Deadlines extends DeadlinesContract {
        Deadlines() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class DurableSituations extends HeldConnectionContract {
        DurableSituations() {
            super(TestDatabase.MARIADB);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableJdbcRules extends JdbcRulesContract {
        DurableJdbcRules() {
            super(TestDatabase.MARIADB);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableCallers extends CallersContract {
        DurableCallers() {
            super(TestDatabase.MARIADB);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableEnds extends EndContract {
        DurableEnds() {
            super(TestDatabase.MARIADB);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableResource extends HeldJdbcResourceContract {
        DurableResource() {
            super(TestDatabase.MARIADB);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableOvertaken extends OvertakenContract {
        DurableOvertaken() {
            super(TestDatabase.MARIADB);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class Markers extends MarkersContract {
        Markers() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class DurableMarkers extends MarkersContract {
        DurableMarkers() {
            super(TestDatabase.MARIADB);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class Recoveries extends RecoveryContract {
        Recoveries() {
            super(TestDatabase.MARIADB);
        }
    }

    /** In XA the server itself refuses what a held transaction must be watched for. */
    @Nested
    class DurableMariaOnly extends MariaOnlyContract {
        DurableMariaOnly() {
            super(TestDatabase.MARIADB);
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

        @Test
        void letsNothingButTheOutcomeEndWhatIsPrepared() throws Exception {
            inGroup(() -> insert(1));
            held(1).checkBeforeJoin();
            held(1).mark(Set.of(CallPath.ROOT));
            held(1).prepare();

            assertThatThrownBy(() -> held(1).work().undo()).hasMessageContaining("only the group's outcome ends it");
            held(1).commit();
            assertThat(visible()).isEqualTo(1);
        }
    }

    @Nested
    class Redos extends RedoContract {
        Redos() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class DurableRedos extends RedoContract {
        DurableRedos() {
            super(TestDatabase.MARIADB);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class RedoRefusals extends RedoRefusalsContract {
        RedoRefusals() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class Replays extends ReplayContract {
        Replays() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class DurableReplays extends ReplayContract {
        DurableReplays() {
            super(TestDatabase.MARIADB);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }
}
