package io.txgroup.verification.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The result as JSON, with the commit and the seed. */
final class Figures {
    private final Map<String, Object> values = new LinkedHashMap<>();

    void put(String name, Object value) {
        values.put(name, value);
    }

    /** Writes them, and keeps them in the repository if that is asked for. */
    void write(Options options, String suite, List<Tally> tallies, List<String> findings) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("commit", System.getProperty("chaos.commit", "unknown"));
        document.put("suite", suite);
        document.put("seed", options.seed());
        document.put("level", options.level());
        document.put("processors", Runtime.getRuntime().availableProcessors());
        document.put("java", System.getProperty("java.version"));
        document.putAll(values);
        document.put("findings", findings);
        document.put("scenarios", tallies);
        Path folder = options.record() ? Path.of("verification/chaos/results") : Path.of("verification/chaos/target");
        Files.createDirectories(folder);
        Path file = folder.resolve(suite + (options.record() ? "-" + options.seed() : "") + ".json");
        Files.writeString(
                file,
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
        System.out.println("Written to " + file);
    }
}
