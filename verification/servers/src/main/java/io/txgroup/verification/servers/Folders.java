package io.txgroup.verification.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary folders of servers. */
final class Folders {
    private Folders() {}

    static Path create(String purpose) {
        try {
            return Files.createTempDirectory("txgroup-" + purpose);
        } catch (IOException e) {
            throw new UncheckedIOException("No folder can be made for " + purpose, e);
        }
    }

    /** Where programs stay between runs: the user's cache. */
    static Path kept() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home = Path.of(System.getProperty("user.home"), ".cache");
        return (cache == null || cache.isBlank() ? home : Path.of(cache)).resolve("txgroup");
    }

    static void delete(Path folder) {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // its server has just removed a temporary file of its own
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Folder " + folder + " can't be deleted", e);
        }
    }
}
