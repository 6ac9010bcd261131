package io.txgroup.jdbc;

import org.junit.jupiter.api.Nested;

/** The contracts on H2. */
class H2Tests {
    @Nested
    class Situations extends HeldConnectionContract {
        Situations() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class JdbcRules extends JdbcRulesContract {
        JdbcRules() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class Callers extends CallersContract {
        Callers() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class Ends extends EndContract {
        Ends() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class Resource extends HeldJdbcResourceContract {
        Resource() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class Overtaken extends OvertakenContract {
        Overtaken() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class H2Only extends H2OnlyContract {}

    @Nested
    class Markers extends MarkersContract {
        Markers() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class Redos extends RedoContract {
        Redos() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class RedoRefusals extends RedoRefusalsContract {
        RedoRefusals() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class Replays extends ReplayContract {
        Replays() {
            super(TestDatabase.H2);
        }
    }
}
