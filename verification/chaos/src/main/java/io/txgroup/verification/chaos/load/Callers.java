package io.txgroup.verification.chaos.load;

import io.txgroup.verification.chaos.bank.Bank;
import io.txgroup.verification.chaos.bank.Hop;
import io.txgroup.verification.chaos.history.Answer;
import io.txgroup.verification.chaos.history.Told;
import io.txgroup.verification.chaos.site.Patience;
import io.txgroup.verification.chaos.site.Site;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers that ask for transfers, so many a second in all, until they are stopped. What they ask for depends on the seed and
 * their own number only. Who can't connect to the starter, or hears that everything was rolled back, may ask again, as a
 * {@link Load} says: for a new transfer, of other instances. Who does not know does not ask again. Thread-safe.
 */
public final class Callers implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(25);
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

    private final Site site;
    private final Load load;
    private final AtomicLong numbers;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .build();
    private final Map<Long, Route> open = new ConcurrentHashMap<>();
    private final List<Attempt> done = new ArrayList<>();
    private final List<Errand> errands = new ArrayList<>();
    private final Set<String> takenOut = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * Starts them.
     *
     * @param numbers gives each transfer its number
     */
    public Callers(Site site, Load load, long seed, AtomicLong numbers) {
        this.site = site;
        this.load = load;
        this.numbers = numbers;
        long interval = TimeUnit.SECONDS.toNanos(load.callers()) / load.perSecond();
        for (int i = 0; i < load.callers(); i++) {
            Random random = new Random(seed * 1_000 + i);
            long first = System.nanoTime() + interval * i / load.callers();
            Thread thread = new Thread(() -> ask(random, first, interval), "caller-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void ask(Random random, long first, long interval) {
        long next = first;
        while (!stopped) {
            long early = next - System.nanoTime();
            if (early > 0) {
                Patience.rest(TimeUnit.NANOSECONDS.toMillis(early) + 1);
            }
            Errand errand = run(Route.draw(numbers.incrementAndGet(), site, random));
            synchronized (done) {
                errands.add(errand);
            }
            // whoever was held up does not hurry afterwards
            next = Math.max(next + interval, System.nanoTime() - interval);
        }
    }

    private Errand run(Route first) {
        List<Attempt> attempts = new ArrayList<>();
        int turnedAway = 0;
        int most = load.repeats() > 0 ? load.repeats() : site.settings().instances() - 1;
        Route route = pastThoseTakenOut(first);
        while (true) {
            Optional<Attempt> attempt = attempt(route);
            attempt.ifPresent(attempts::add);
            turnedAway += attempt.isEmpty() ? 1 : 0;
            boolean again = attempt.map(this::mayBeRepeated).orElse(true);
            if (!again || attempts.size() + turnedAway > most) {
                return new Errand(first.transfer().refused(), attempts, turnedAway, System.nanoTime());
            }
            route = pastThoseTakenOut(route.overOthers(numbers.incrementAndGet(), site));
        }
    }

    private boolean mayBeRepeated(Attempt attempt) {
        return load.repeats() > 0 && attempt.fell() && attempt.answer().told() == Told.FAILURE;
    }

    private Route pastThoseTakenOut(Route drawn) {
        Route route = drawn;
        for (int i = 1; i < site.settings().instances() && takenOut.contains(route.starter()); i++) {
            route = route.overOthers(route.transfer().number(), site);
        }
        return route;
    }

    /** What it was answered, if only that there was no answer; empty if its starter could not be connected to. */
    private Optional<Attempt> attempt(Route route) {
        long number = route.transfer().number();
        long began = System.nanoTime();
        open.put(number, route);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + route.port()
                        + "/book?number=" + number + "&hops=" + Hop.write(route.hops()) + "&refusal="
                        + route.refusal() + "&starts=true"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(ANSWER_WITHIN)
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            Told told =
                    response.headers().firstValue(Bank.TOLD).map(Told::valueOf).orElse(Told.UNKNOWN);
            String group = response.headers().firstValue(Bank.GROUP).orElse("");
            return Optional.of(note(route, began, new Answer(number, told, group), response.body()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            open.remove(number);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(note(route, began, new Answer(number, Told.UNKNOWN, ""), e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("A caller was interrupted", e);
        }
    }

    private Attempt note(Route route, long began, Answer answer, String said) {
        Attempt attempt = new Attempt(route.transfer(), route.path(), began, System.nanoTime(), answer, said);
        synchronized (done) {
            done.add(attempt);
        }
        open.remove(answer.number());
        return attempt;
    }

    /** The balancer before the starters leads to that instance no more; services go on to call it. */
    public void takeOut(String instance) {
        takenOut.add(instance);
    }

    /** The balancer before the starters leads to it again. */
    public void putBack(String instance) {
        takenOut.remove(instance);
    }

    /** How many transfers are under way that go over all of these processes. */
    public int openOver(Collection<String> names) {
        return (int) open.values().stream()
                .filter(route -> route.path().containsAll(names))
                .count();
    }

    /** What has been answered until now, in the order of the answers. */
    public List<Attempt> done() {
        synchronized (done) {
            return List.copyOf(done);
        }
    }

    /** What callers wanted and have heard of until now, in the order of its end. */
    public List<Errand> errands() {
        synchronized (done) {
            return List.copyOf(errands);
        }
    }

    /** Lets each caller end what it has begun, and waits for that. */
    public List<Attempt> stop() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join(ANSWER_WITHIN.toMillis() * 3);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while callers ended", e);
            }
            if (thread.isAlive()) {
                throw new IllegalStateException(thread.getName() + " has not ended");
            }
        }
        return done();
    }

    @Override
    public void close() {
        stop();
    }
}
