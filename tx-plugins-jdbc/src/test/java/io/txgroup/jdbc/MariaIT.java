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
}
