package io.txgroup.jdbc;

import org.junit.jupiter.api.Nested;

/** The contracts on PostgreSQL. */
class PostgresIT {
    @Nested
    class Situations extends HeldConnectionContract {
        Situations() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class JdbcRules extends JdbcRulesContract {
        JdbcRules() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class Callers extends CallersContract {
        Callers() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class Ends extends EndContract {
        Ends() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class Resource extends HeldJdbcResourceContract {
        Resource() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class PostgresOnly extends PostgresOnlyContract {}

    @Nested
    class Overtaken extends OvertakenContract {
        Overtaken() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class Deadlines extends DeadlinesContract {
        Deadlines() {
            super(TestDatabase.POSTGRESQL);
        }
    }
}
