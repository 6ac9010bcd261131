package io.txgroup.verification.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many runs of one system, several at once; each is single-threaded and depends on its seed alone. */
final class Campaign {
    private static final int PROGRESS_SECONDS = 5;

    private final Parts parts;
    private final long seeds;
    private final boolean stopsAtFirst;
    private final AtomicLong next = new AtomicLong(1);
    private final AtomicLong last;
    private final AtomicLong done = new AtomicLong();
    private final Figures figures = new Figures();
    private final List<Simulation.Result> failures = new ArrayList<>();

    private Campaign(Parts parts, long seeds, boolean stopsAtFirst) {
        this.parts = parts;
        this.seeds = seeds;
        this.stopsAtFirst = stopsAtFirst;
        this.last = new AtomicLong(seeds);
    }

    /** All seeds. */
    static Campaign all(Parts parts, long seeds) {
        return new Campaign(parts, seeds, false);
    }

    /** Seeds until the first one that finds what is wrong. */
    static Campaign untilFound(Parts parts, long seeds) {
        return new Campaign(parts, seeds, true);
    }

    Campaign run(int threads) {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        long began = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(workers.submit(() -> {
                work();
                return null;
            }));
        }
        workers.shutdown();
        try {
            while (!workers.awaitTermination(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
                System.out.printf(
                        "... %s: %,d of %,d seeds, %d violations, %d s%n",
                        parts.name(),
                        done.get(),
                        seeds,
                        failures().size(),
                        (System.nanoTime() - began) / 1_000_000_000);
            }
            for (Future<?> worker : running) {
                worker.get();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The simulation itself failed", e.getCause());
        }
        return this;
    }

    private void work() {
        Figures own = new Figures();
        for (long seed = next.getAndIncrement(); seed <= last.get(); seed = next.getAndIncrement()) {
            Simulation simulation = new Simulation(seed, parts, new Trace(Trace.Extent.OFF));
            Simulation.Result result = simulation.run();
            own.add(simulation.figures());
            done.incrementAndGet();
            if (result.violation() != null) {
                failed(result);
            }
        }
        figures.add(own);
    }

    private synchronized void failed(Simulation.Result result) {
        if (stopsAtFirst && !isItsOwn(result)) {
            return;
        }
        failures.add(result);
        if (stopsAtFirst) {
            last.accumulateAndGet(result.seed(), Math::min);
        }
    }

    private boolean isItsOwn(Simulation.Result result) {
        Violation violation = result.violation();
        return parts.breaks().isEmpty() || (violation != null && parts.breaks().contains(violation.invariant()));
    }

    /** The runs in which something did not hold, by seed. */
    synchronized List<Simulation.Result> failures() {
        return failures.stream()
                .sorted(Comparator.comparingLong(Simulation.Result::seed))
                .toList();
    }

    Figures figures() {
        return figures;
    }
}
