package io.txgroup.samples.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What the person at the terminal reads while the demo works; thread-safe. */
final class Progress {
    private final long began = System.nanoTime();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    void say(String line) {
        System.out.printf(Locale.ROOT, "[%5.1f s] %s%n", elapsed().toMillis() / 1000.0, line);
        listeners.forEach(listener -> listener.accept(line));
    }

    /** From now on hears what is said, from whatever thread says it. */
    void addListener(Consumer<String> listener) {
        listeners.add(listener);
    }

    void removeListener(Consumer<String> listener) {
        listeners.remove(listener);
    }

    /** A line that stands by itself, such as a row of a table. */
    void print(String line) {
        System.out.println(line);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
