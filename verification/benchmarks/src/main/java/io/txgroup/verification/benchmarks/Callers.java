package io.txgroup.verification.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Customers who each place one order after another; with a plain client, for it shares the processors with what is measured. */
final class Callers {
    private static final int PATIENCE_MILLIS = 60_000;

    private final int items;
    private final Random seeds;
    private final AtomicLong numbers = new AtomicLong();

    Callers(int items, long seed) {
        this.items = items;
        this.seeds = new Random(seed);
        System.setProperty("http.maxConnections", "64");
    }

    Round round(URI shop, int callers, Duration length) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(callers);
        long began = System.nanoTime();
        long end = began + length.toNanos();
        List<Callable<Round>> work = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Random random = new Random(seeds.nextLong());
            work.add(() -> call(shop, random, end));
        }
        try {
            return together(executor.invokeAll(work), began);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A caller failed", e);
        } finally {
            executor.shutdown();
        }
    }

    private static Round together(List<Future<Round>> rounds, long began)
            throws InterruptedException, ExecutionException {
        long nanos = System.nanoTime() - began;
        List<Long> latencies = new ArrayList<>();
        Set<Long> placed = new HashSet<>();
        Set<Long> failed = new HashSet<>();
        for (Future<Round> round : rounds) {
            latencies.addAll(round.get().latencies());
            placed.addAll(round.get().placed());
            failed.addAll(round.get().failed());
        }
        return new Round(latencies, placed, failed, nanos, 0);
    }

    private Round call(URI shop, Random random, long end) {
        List<Long> latencies = new ArrayList<>();
        Set<Long> placed = new HashSet<>();
        Set<Long> failed = new HashSet<>();
        while (System.nanoTime() < end) {
            long number = numbers.incrementAndGet();
            long began = System.nanoTime();
            if (place(shop, number, 1 + random.nextInt(items))) {
                latencies.add(System.nanoTime() - began);
                placed.add(number);
            } else {
                failed.add(number);
            }
        }
        return new Round(latencies, placed, failed, 0, 0);
    }

    /** Places one order; false if it failed or nobody knows. */
    private static boolean place(URI shop, long number, int item) {
        try {
            HttpURLConnection request = (HttpURLConnection) shop.resolve("/orders?number=" + number + "&item=" + item)
                    .toURL()
                    .openConnection();
            request.setRequestMethod("POST");
            request.setDoOutput(true);
            request.setFixedLengthStreamingMode(0);
            request.setConnectTimeout(PATIENCE_MILLIS);
            request.setReadTimeout(PATIENCE_MILLIS);
            request.getOutputStream().close();
            boolean done = request.getResponseCode() == 200;
            try (InputStream in = done ? request.getInputStream() : request.getErrorStream()) {
                if (in != null) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return done;
        } catch (IOException e) {
            return false;
        }
    }

    /** Places orders until one is placed: only then does everybody know everybody. */
    void awaitFirst(URI shop, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!place(shop, numbers.incrementAndGet(), 1)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("No order could be placed at " + shop + " within " + limit);
            }
            Thread.onSpinWait();
        }
    }
}
