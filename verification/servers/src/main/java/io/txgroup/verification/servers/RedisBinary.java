package io.txgroup.verification.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/** Where a redis-server comes from. */
public enum RedisBinary {
    /** Redis 6.2 from a Maven artifact, or in a container where those are wanted; nothing needs to be installed. */
    EMBEDDED {
        @Override
        String unpacked(Path folder) {
            try {
                return ExecutableProvider.newJarResourceProvider(folder.toFile())
                        .get()
                        .getAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException("The embedded redis-server can't be unpacked", e);
            }
        }
    },
    /** The redis-server on the PATH; Debian 12 has 7.0. */
    INSTALLED {
        @Override
        String unpacked(Path folder) {
            for (String place : System.getenv("PATH").split(File.pathSeparator, -1)) {
                Path file = Path.of(place, "redis-server");
                if (Files.isExecutable(file)) {
                    return file.toString();
                }
            }
            throw new IllegalStateException(
                    "There is no redis-server on the PATH, and these tests need one: apt-get install redis-server");
        }
    };

    /** The program; a server's own folder is there to unpack it to. */
    abstract String unpacked(Path folder);
}
