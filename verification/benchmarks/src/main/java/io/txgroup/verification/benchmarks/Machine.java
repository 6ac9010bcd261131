package io.txgroup.verification.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** What it ran on. */
final class Machine {
    private Machine() {}

    static Map<String, Object> describe() {
        return Map.of(
                "system", System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "architecture", System.getProperty("os.arch"),
                "processors", Runtime.getRuntime().availableProcessors(),
                "processor", first("/proc/cpuinfo", "model name"),
                "memory", first("/proc/meminfo", "MemTotal"));
    }

    /** The value of the first line that begins so; where there is no such file, nobody knows. */
    private static String first(String file, String name) {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(path)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown: " + e.getMessage();
        }
    }
}
