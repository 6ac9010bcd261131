package io.txgroup.protocol;

/** What may be done by itself about a unit whose committed work is lost. */
public enum Compensation {
    /** A process of the unit's service runs the unit's own invocations again. */
    UNIT,
    /**
     * A process of the starter's service runs the starter's method again, and with it all calls that it makes: what was lost is
     * committed, what is there is rolled back. Said by the starter's method, for its whole group; the same as UNIT anywhere
     * else. A service or a manager that does not know it takes it for UNIT.
     */
    STARTER,
    /** Nothing: a person decides. */
    NEVER
}
