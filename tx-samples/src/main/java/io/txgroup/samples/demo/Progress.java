package io.txgroup.samples.demo;

import java.time.Duration;
import java.util.Locale;

/** What the person at the terminal reads while the demo works; thread-safe. */
final class Progress {
    private final long began = System.nanoTime();

    void say(String line) {
        System.out.printf(Locale.ROOT, "[%5.1f s] %s%n", elapsed().toMillis() / 1000.0, line);
    }

    /** A line that stands by itself, such as a row of a table. */
    void print(String line) {
        System.out.println(line);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
