package io.txgroup.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was changed on one physical connection, to be put back, only if it was changed. */
final class ChangedSettings {
    private static final int UNKNOWN_TIMEOUT = -1;

    private final Connection connection;
    private final DataSourceFacts facts;
    private final EnumSet<Setting> changed = EnumSet.noneOf(Setting.class);
    private int sessionQueryTimeout;

    ChangedSettings(Connection connection, DataSourceFacts facts) {
        this.connection = connection;
        this.facts = facts;
        this.sessionQueryTimeout = facts.queryTimeout();
    }

    /** Changes a setting unless the session has that value anyway. */
    void write(Setting setting, @Nullable Object value) throws SQLException {
        if (!changed.contains(setting) && Objects.equals(facts.defaults().get(setting), value)) {
            return;
        }
        changed.add(setting);
        setting.write(connection, value);
    }

    /** Puts back those of the given settings that were changed. */
    void restore(Set<Setting> settings) throws SQLException {
        if (changed.isEmpty()) {
            return;
        }
        for (Setting setting : settings) {
            if (changed.remove(setting)) {
                setting.write(connection, facts.defaults().get(setting));
            }
        }
    }

    /** Sets a statement's query timeout, where that changes anything. */
    int queryTimeout(Statement statement, int before, int seconds) throws SQLException {
        boolean ofSession = facts.dialect().sessionQueryTimeout();
        if ((ofSession ? sessionQueryTimeout : before) == seconds) {
            return seconds;
        }
        sessionQueryTimeout = UNKNOWN_TIMEOUT;
        statement.setQueryTimeout(seconds);
        sessionQueryTimeout = seconds;
        return seconds;
    }

    /** Puts everything back, and auto-commit: the connection is then as the pool gave it out. */
    void restoreAll() throws SQLException {
        if (!changed.isEmpty() || connection.getAutoCommit() != facts.autoCommit()) {
            // some settings are refused, or would be part of a transaction, while auto-commit is off
            connection.setAutoCommit(true);
            restore(EnumSet.allOf(Setting.class));
            connection.setAutoCommit(facts.autoCommit());
        }
        if (facts.dialect().sessionQueryTimeout() && sessionQueryTimeout != facts.queryTimeout()) {
            try (Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(facts.queryTimeout());
            }
        }
    }
}
