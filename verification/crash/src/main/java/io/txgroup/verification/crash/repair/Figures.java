package io.txgroup.verification.crash.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The result as JSON, with the commit and the seed. */
final class Figures {
    private final Map<String, Object> values = new LinkedHashMap<>();

    Figures(Wanted wanted) {
        values.put("commit", System.getProperty("crash.commit", "unknown"));
        values.put("seed", wanted.seed());
        values.put("level", "held");
        values.put("transactions", wanted.transactions());
        values.put("kills", wanted.kills());
        values.put("processors", Runtime.getRuntime().availableProcessors());
        values.put("java", System.getProperty("java.version"));
    }

    void put(String name, Object value) {
        values.put(name, value);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(
                file,
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(values) + "\n");
        System.out.println("Written to " + file);
    }
}
