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
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers that ask for transfers, so many a second in all, until they are stopped. What they ask for depends on the seed and
 * their own number only. One whose starter can't be connected to goes to the next instance: nothing was sent.
 */
public final class Callers implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(25);
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

    private final Site site;
    private final int perSecond;
    private final AtomicLong numbers;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .build();
    private final Map<Long, Route> open = new ConcurrentHashMap<>();
    private final List<Attempt> done = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * Starts them.
     *
     * @param count how many
     * @param perSecond how many transfers they ask for in all, if they are answered fast enough
     * @param numbers gives each transfer its number
     */
    public Callers(Site site, int count, int perSecond, long seed, AtomicLong numbers) {
        this.site = site;
        this.perSecond = perSecond;
        this.numbers = numbers;
        long interval = TimeUnit.SECONDS.toNanos(count) / perSecond;
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed * 1_000 + i);
            long first = System.nanoTime() + interval * i / count;
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
            Route route = Route.draw(numbers.incrementAndGet(), site, random);
            for (int tries = 1; !attempt(route) && tries < site.settings().instances(); tries++) {
                route = route.elsewhere(numbers.incrementAndGet(), site);
            }
            // whoever was held up does not hurry afterwards
            next = Math.max(next + interval, System.nanoTime() - interval);
        }
    }

    /** Whether its starter was reached, so that it has an answer, if only that there is none. */
    private boolean attempt(Route route) {
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
            note(route, began, new Answer(number, told, group), response.body());
            return true;
        } catch (ConnectException e) {
            open.remove(number);
            return false;
        } catch (IOException e) {
            note(route, began, new Answer(number, Told.UNKNOWN, ""), e.toString());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("A caller was interrupted", e);
        }
    }

    private void note(Route route, long began, Answer answer, String said) {
        Attempt attempt = new Attempt(route.transfer(), route.path(), began, System.nanoTime(), answer, said);
        synchronized (done) {
            done.add(attempt);
        }
        open.remove(answer.number());
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

    /** How many a second are asked for. */
    public int perSecond() {
        return perSecond;
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
