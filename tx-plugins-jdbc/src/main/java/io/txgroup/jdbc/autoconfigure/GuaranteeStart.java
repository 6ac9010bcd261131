package io.txgroup.jdbc.autoconfigure;

import io.txgroup.jdbc.HeldDataSource;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * Finds out at the start what each wrapped DataSource can promise, makes the table of markers where that is wanted, and
 * fails the start if a promise can't be kept. A database that can't be reached now is asked again at its first use.
 */
final class GuaranteeStart implements SmartInitializingSingleton {
    private static final Logger logger = LoggerFactory.getLogger(GuaranteeStart.class);

    private final HeldDataSources held;
    private final TxJdbcProperties.Marker marker;
    private final Duration groupTime;

    GuaranteeStart(HeldDataSources held, TxJdbcProperties.Marker marker, Duration groupTime) {
        this.held = held;
        this.marker = marker;
        this.groupTime = groupTime;
    }

    @Override
    public void afterSingletonsInstantiated() {
        held.start(this::start);
    }

    private void start(HeldDataSource dataSource) {
        try {
            dataSource.guarantee();
            if (marker.initialize() != DatabaseInitializationMode.NEVER) {
                dataSource.markerDefinition().ifPresent(definition -> new MarkerInitializer(
                                dataSource, definition, marker.initialize())
                        .initializeDatabase());
            }
            dataSource.checkMarkers();
            dataSource.warnOfShortLimits(groupTime);
        } catch (SQLException e) {
            logger.warn(
                    "DataSource {} - its database can't be asked now what it can promise ({}); it is asked at its first"
                            + " use in a group, which fails if a promise can't be kept",
                    dataSource,
                    e.getMessage());
            logger.debug("The failure", e);
        }
    }
}
