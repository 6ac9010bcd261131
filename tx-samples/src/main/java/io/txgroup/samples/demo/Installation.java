package io.txgroup.samples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where {@code bin/demo} has put what it built. */
record Installation(Path home) {
    /** Given to this process by {@code bin/demo}. */
    static Installation current() {
        String home = System.getProperty("demo.home");
        if (home == null) {
            throw new DemoException("demo.home is not set: start the demo with bin/demo");
        }
        return new Installation(Path.of(home).toAbsolutePath().normalize());
    }

    /** The services, Eureka, the launcher and the databases' process. */
    String samplesClassPath() {
        return onlyJarIn(home.resolve("samples")).toString();
    }

    /** A manager, as it is shipped, and {@link Child}. */
    String managerClassPath() {
        return onlyJarIn(home.resolve("manager")) + ":" + onlyJarIn(home.resolve("child"));
    }

    Path logs() {
        return home.resolve("logs");
    }

    /** Database programs, unpacked at the first start. */
    Path programs() {
        return home.resolve("programs");
    }

    Path classArchives() {
        return home.resolve("class-archives");
    }

    private static Path onlyJarIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> jars =
                    files.filter(file -> file.toString().endsWith(".jar")).toList();
            if (jars.size() != 1) {
                throw new DemoException("One jar is expected in " + directory + ", but there are " + jars.size());
            }
            return jars.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
