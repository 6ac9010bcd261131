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

    @Nested
    class DurableSituations extends HeldConnectionContract {
        DurableSituations() {
            super(TestDatabase.POSTGRESQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableJdbcRules extends JdbcRulesContract {
        DurableJdbcRules() {
            super(TestDatabase.POSTGRESQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableCallers extends CallersContract {
        DurableCallers() {
            super(TestDatabase.POSTGRESQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableEnds extends EndContract {
        DurableEnds() {
            super(TestDatabase.POSTGRESQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableResource extends HeldJdbcResourceContract {
        DurableResource() {
            super(TestDatabase.POSTGRESQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class DurableOvertaken extends OvertakenContract {
        DurableOvertaken() {
            super(TestDatabase.POSTGRESQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class Markers extends MarkersContract {
        Markers() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class DurableMarkers extends MarkersContract {
        DurableMarkers() {
            super(TestDatabase.POSTGRESQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class Recoveries extends RecoveryContract {
        Recoveries() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class Durable extends DurableContract {}

    @Nested
    class Redos extends RedoContract {
        Redos() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class DurableRedos extends RedoContract {
        DurableRedos() {
            super(TestDatabase.POSTGRESQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }

    @Nested
    class RedoRefusals extends RedoRefusalsContract {
        RedoRefusals() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class Replays extends ReplayContract {
        Replays() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class DurableReplays extends ReplayContract {
        DurableReplays() {
            super(TestDatabase.POSTGRESQL);
        }

        @Override
        Guarantee guarantee() {
            return Guarantee.DURABLE;
        }
    }
}
