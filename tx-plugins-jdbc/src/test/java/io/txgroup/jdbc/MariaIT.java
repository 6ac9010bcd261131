package io.txgroup.jdbc;

import org.junit.jupiter.api.Nested;

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
    class MariaOnly extends MariaOnlyContract {}

    @Nested
    class Deadlines extends DeadlinesContract {
        Deadlines() {
            super(TestDatabase.MARIADB);
        }
    }
}
