package io.txgroup.verification.crash.repair;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says every few seconds how far it is. Thread-safe. */
final class Progress implements AutoCloseable {
    private static final long EVERY_SECONDS = 4;

    private final long began = System.nanoTime();
    private final Map<String, String> doing = new TreeMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });

    Progress() {
        timer.scheduleAtFixedRate(this::tell, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** What is being done there; empty if nothing is any more. */
    synchronized void at(String where, String what) {
        if (what.isEmpty()) {
            doing.remove(where);
        } else {
            doing.put(where, what);
        }
    }

    private synchronized void tell() {
        say(doing.isEmpty() ? "..." : String.join("; ", lines()));
    }

    private List<String> lines() {
        return doing.entrySet().stream()
                .map(one -> one.getKey() + ": " + one.getValue())
                .toList();
    }

    void say(String what) {
        System.out.printf(Locale.ROOT, "[%5.1f s] %s%n", (System.nanoTime() - began) / 1e9, what);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
