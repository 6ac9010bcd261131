package io.txgroup.verification.simulation;

import io.txgroup.protocol.UnitId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the business shares with one unit: its connection, and what is known of the unit from outside. */
final class UnitMark {
    @Nullable
    UnitId id;

    /** Whether somebody counts on the unit. */
    boolean answered;

    @Nullable
    Session session;

    /** What it has queued in each Redis. */
    final Map<AppRedis, QueueSession> queues = new HashMap<>();

    /** Whose call works with the connection. */
    @Nullable
    Object user;

    /** The attempt to make all calls again that it is of, from 1; 0 for the unit itself, and for a redo of it alone. */
    int attempt;
}
