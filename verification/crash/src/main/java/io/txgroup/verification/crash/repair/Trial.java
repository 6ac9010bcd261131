package io.txgroup.verification.crash.repair;

import java.util.Locale;

/** What is done to a purchase, and what must become of it. */
enum Trial {
    /** Nothing. */
    PLAIN(Side.NONE, End.WHOLE),
    /** The seller's process is killed between decision and local commit. */
    KILLED(Side.SELLER, End.REPAIRED),
    /** The same, and the process that does it again is killed before it commits. */
    REDO_KILLED(Side.SELLER, End.REPAIRED),
    /** The seller's session is killed, and its own commit comes when the redo has committed. */
    LATE_COMMIT(Side.SELLER, End.REPAIRED),
    /** The seller's process is killed when it has committed and has told nobody. */
    UNACKNOWLEDGED(Side.NONE, End.WHOLE),
    /** The seller is killed before its commit, and the starter just after its own. */
    STARTER_GONE(Side.SELLER, End.REPAIRED),
    /** The starter is killed before its own commit; it calls others, so only a person can repair it. */
    STARTER_LOST(Side.STARTER, End.PARKED),
    /** The seller calls a third service, and its session is killed before its commit; all calls are made again. */
    CHAIN_REPLAYED(Side.SELLER, End.REPAIRED),
    /** The same, and the starter's method calls others when it is run again. */
    CHAIN_DIFFERS(Side.SELLER, End.PARKED),
    /** The callback wants a person to decide. */
    HELD(Side.SELLER, End.PARKED),
    /** The callback wants it never repaired. */
    DISCARDED(Side.SELLER, End.RESOLVED),
    /** The callback answers what nobody understands, then sense. */
    GARBLED(Side.SELLER, End.REPAIRED),
    /** The callback fails with 500, then answers. */
    FAILING(Side.SELLER, End.REPAIRED),
    /** One manager is paused while it tells the callback, and goes on when the other one does the same. */
    RACED(Side.SELLER, End.REPAIRED);

    private final Side lost;
    private final End end;

    Trial(Side lost, End end) {
        this.lost = lost;
        this.end = end;
    }

    /** Whose work is lost. */
    enum Side {
        NONE,
        SELLER,
        STARTER
    }

    /** What the group must come to. */
    enum End {
        WHOLE,
        REPAIRED,
        PARKED,
        RESOLVED
    }

    Side lost() {
        return lost;
    }

    End end() {
        return end;
    }

    /** Whether a third service takes part. */
    boolean isChain() {
        return this == CHAIN_REPLAYED || this == CHAIN_DIFFERS;
    }

    /** The state that the callback must be told at the end; empty if it must not be told of any. */
    String toldAtEnd() {
        return switch (end) {
            case REPAIRED -> "committed";
            case RESOLVED -> "resolved";
            case WHOLE, PARKED -> "";
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
