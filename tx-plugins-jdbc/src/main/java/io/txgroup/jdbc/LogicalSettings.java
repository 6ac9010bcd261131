package io.txgroup.jdbc;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a logical connection looks to the application, whatever its physical connection is set to. */
final class LogicalSettings {
    private final DataSourceFacts facts;
    private final EnumMap<Setting, @Nullable Object> values = new EnumMap<>(Setting.class);
    private boolean autoCommit;

    LogicalSettings(DataSourceFacts facts) {
        this.facts = facts;
        this.autoCommit = facts.autoCommit();
    }

    boolean autoCommit() {
        return autoCommit;
    }

    void autoCommit(boolean value) {
        autoCommit = value;
    }

    boolean readOnly() {
        return Boolean.TRUE.equals(get(Setting.READ_ONLY));
    }

    int isolation() {
        return get(Setting.ISOLATION) instanceof Integer level ? level : 0;
    }

    /** Whether there is an answer without asking a physical connection. */
    boolean knows(Setting setting) {
        return values.containsKey(setting) || facts.defaults().containsKey(setting);
    }

    @Nullable
    Object get(Setting setting) {
        return values.containsKey(setting)
                ? values.get(setting)
                : facts.defaults().get(setting);
    }

    void set(Setting setting, @Nullable Object value) {
        values.put(setting, value);
    }

    /** Tells a physical connection, newly taken, what was set. */
    void applyTo(Lane lane) throws SQLException {
        for (Map.Entry<Setting, @Nullable Object> entry : values.entrySet()) {
            lane.apply(entry.getKey(), entry.getValue());
        }
    }
}
