package io.txgroup.jdbc;

/** How safe the work on a DataSource is between a unit's yes and the group's outcome. */
public enum Guarantee {
    /** Durable where it was found at the start to work, on PostgreSQL and MariaDB; else held. */
    AUTO,

    /**
     * The local transaction stays open until the outcome. If its process or session dies meanwhile, the database rolls it
     * back; that is then found out for certain and told, never silent.
     */
    HELD,

    /** The work is prepared before the outcome is decided, and survives its process, its session and the database's. */
    DURABLE
}
