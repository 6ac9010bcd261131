package io.txgroup.protocol;

/** What may be done by itself about a unit whose committed work is lost. */
public enum Compensation {
    /** A process of the unit's service runs the unit's own invocations again. */
    UNIT,
    /** Nothing: a person decides. */
    NEVER
}
