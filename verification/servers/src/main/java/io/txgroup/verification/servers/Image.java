package io.txgroup.verification.servers;

import java.util.Locale;

/**
 * The servers that can run in containers, and from which images. Here alone is decided, by system properties, whether they
 * do: {@code txgroup.containers=true} says so, which the Maven profile {@code containers} sets for tests. An image is
 * named by {@code txgroup.image.postgresql}, {@code .mariadb}, {@code .mysql} or {@code .redis}, or else the official one
 * of a version that we chose. Knows nothing of Testcontainers, which need not be on the class path.
 */
enum Image {
    POSTGRESQL("postgres:18.0"),
    MARIADB("mariadb:11.4.5"),
    MYSQL("mysql:8.4.5"),
    /** The oldest that the manager works with, as the embedded one. */
    REDIS("redis:6.2.14");

    private static final String WANTED = "txgroup.containers";

    private final String official;

    Image(String official) {
        this.official = official;
    }

    /** Whether servers are to run in containers. */
    static boolean areWanted() {
        return Boolean.getBoolean(WANTED);
    }

    /** The system property that names another image. */
    String property() {
        return "txgroup.image." + name().toLowerCase(Locale.ROOT);
    }

    /** The image to start. */
    String reference() {
        String named = System.getProperty(property(), "").strip();
        return named.isEmpty() ? official : named;
    }

    @Override
    public String toString() {
        return reference() + " (" + property() + ")";
    }
}
