package io.txgroup.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one DataSource can promise, found out by doing it once.
 *
 * @param twoPhase how work is prepared; null if it can only be held
 * @param reason why it is so, in words for a person
 */
record Level(@Nullable TwoPhase twoPhase, String reason) {
    private static final int PROBE_RANDOM = 8;
    private static final Duration OLD = Duration.ofMinutes(10);

    Guarantee guarantee() {
        return twoPhase == null ? Guarantee.HELD : Guarantee.DURABLE;
    }

    /**
     * Prepares nothing once and rolls it back, if the settings leave that open.
     *
     * @throws UnmetGuaranteeException if durable is asked for and impossible
     */
    static Level of(String dataSource, Guarantee wanted, String owner, Connection connection, Dialect dialect)
            throws SQLException {
        if (wanted == Guarantee.HELD) {
            return new Level(null, "tx.jdbc.guarantee=held");
        }
        TwoPhase twoPhase = dialect.twoPhase(connection);
        if (twoPhase == null) {
            return unmet(
                    dataSource,
                    wanted,
                    dialect == Dialect.H2
                            ? "H2 prepares, but when another session rolls such work back its rows can never be written"
                                    + " again: whoever tries waits for ever"
                            : "how its database prepares is not known",
                    dialect.howToPrepare(),
                    null);
        }
        try {
            probe(connection, twoPhase, owner);
            return new Level(twoPhase, "a transaction could be prepared");
        } catch (SQLException e) {
            if (!connection.isValid(1)) {
                throw e;
            }
            return unmet(
                    dataSource,
                    wanted,
                    "a transaction can't be prepared: " + e.getMessage(),
                    dialect.howToPrepare(),
                    e);
        }
    }

    private static Level unmet(
            String dataSource, Guarantee wanted, String why, String action, @Nullable Exception cause) {
        if (wanted == Guarantee.DURABLE) {
            throw new UnmetGuaranteeException(
                    "DataSource " + dataSource + " - tx.jdbc.guarantee=durable can't be had: " + why, action, cause);
        }
        return new Level(null, why + ". " + action);
    }

    private static void probe(Connection connection, TwoPhase twoPhase, String owner) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        String id = twoPhase.id(owner, newProbe());
        connection.setAutoCommit(false);
        try {
            twoPhase.begin(connection, id);
            try {
                twoPhase.prepare(connection, id);
            } catch (SQLException e) {
                rollBack(connection, twoPhase, id, e);
                throw e;
            }
            connectionFree(connection, twoPhase);
            endProbe(connection, twoPhase, id);
            removeLeftovers(connection, twoPhase, owner);
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    /** When it was made, and something random. */
    private static String newProbe() {
        return Long.toHexString(System.currentTimeMillis()) + "-"
                + UUID.randomUUID().toString().substring(0, PROBE_RANDOM);
    }

    private static void endProbe(Connection connection, TwoPhase twoPhase, String id) throws SQLException {
        try {
            twoPhase.end(connection, id, false);
        } catch (SQLException e) {
            if (!twoPhase.isUnknown(e)) {
                throw e;
            }
            HeldConnection.logger.debug("Probe {} - another process took it for left over and ended it", id, e);
        }
    }

    /** A process that died while it tried has left something behind that nobody else would end. */
    private static void removeLeftovers(Connection connection, TwoPhase twoPhase, String owner) throws SQLException {
        String prefix = owner + "." + TwoPhase.PROBE + ".";
        for (String name : twoPhase.names(connection, owner)) {
            if (name.startsWith(prefix) && isOld(name.substring(prefix.length()))) {
                String probe = name.substring(prefix.length()).split("\\.", 2)[0];
                endProbe(connection, twoPhase, twoPhase.id(owner, probe));
            }
        }
    }

    private static boolean isOld(String probe) {
        String made = probe.split("-", 2)[0];
        return System.currentTimeMillis() - Long.parseLong(made, 16) > OLD.toMillis();
    }

    /** Where any session ends what is prepared, it must not be in a transaction for that. */
    private static void connectionFree(Connection connection, TwoPhase twoPhase) throws SQLException {
        if (twoPhase.freesSession()) {
            connection.setAutoCommit(true);
        }
    }

    private static void rollBack(Connection connection, TwoPhase twoPhase, String id, SQLException failure) {
        try {
            twoPhase.rollBackAlone(connection, id);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
