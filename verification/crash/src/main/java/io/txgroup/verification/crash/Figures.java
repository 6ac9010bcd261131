package io.txgroup.verification.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The result as JSON, with the commit and the seed. Not thread-safe. */
public final class Figures {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Of a run with that seed. */
    public Figures(long seed) {
        values.put("commit", System.getProperty("crash.commit", "unknown"));
        values.put("seed", seed);
        values.put("processors", Runtime.getRuntime().availableProcessors());
        values.put("java", System.getProperty("java.version"));
    }

    /** Adds a figure; they are written in the order in which they came. */
    public Figures put(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** Writes all of them to a file, and says so. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(
                file,
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(values) + "\n");
        System.out.println("Written to " + file);
    }
}
