package io.txgroup.jdbc.autoconfigure;

/** The DataSources among which a router chooses. */
@FunctionalInterface
interface RoutedTargets {
    /** Wraps those that are not wrapped yet; asked before every connection, so quick when there are none. Thread-safe. */
    void wrapNew();
}
