package io.txgroup.jdbc.autoconfigure;

import static java.util.Objects.requireNonNull;

import io.txgroup.jdbc.HeldDataSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Makes the table of markers, under the name that it is to have; outside any group. */
final class MarkerInitializer extends DataSourceScriptDatabaseInitializer {
    private final String definition;

    MarkerInitializer(HeldDataSource dataSource, String definition, DatabaseInitializationMode mode) {
        super(requireNonNull(dataSource.getTargetDataSource(), "the DataSource has no target"), settings(mode));
        this.definition = definition;
    }

    private static DatabaseInitializationSettings settings(DatabaseInitializationMode mode) {
        DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
        // what is run is its text under the right name
        settings.setSchemaLocations(List.of("classpath:io/txgroup/jdbc/marker-h2.sql"));
        settings.setMode(mode);
        return settings;
    }

    @Override
    protected void customize(ResourceDatabasePopulator populator) {
        populator.setScripts(
                new ByteArrayResource(definition.getBytes(StandardCharsets.UTF_8), "the table of markers"));
    }
}
