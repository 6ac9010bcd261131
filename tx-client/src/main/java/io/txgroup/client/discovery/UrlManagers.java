package io.txgroup.client.discovery;

import static java.util.Objects.requireNonNull;

import io.txgroup.client.net.ManagerAddress;
import io.txgroup.client.net.ManagerDirectory;
import io.txgroup.client.net.ManagersUnknownException;
import io.txgroup.protocol.net.PeerWords;
import io.txgroup.protocol.net.RequestProof;
import io.txgroup.protocol.net.Secret;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.BasicJsonParser;

/**
 * The managers that a manager, or a balancer in front of them, lists at a URL. The service proves who it is by
 * {@link RequestProof}; its secret is not sent. However often it is asked, the URL is asked every few seconds only, by chance
 * sooner or later, so that not all processes ask at once; what it said last holds until it says something else. It follows no
 * redirect, and neither uses nor changes an HTTP client of the application's. Thread-safe.
 */
public final class UrlManagers implements ManagerDirectory {
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
    private static final String NOT_A_URL = " is not a URL such as https://tx.example.com/api/managers";
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_MANAGERS = 256;

    private final URI url;
    private final String service;
    private final Secret secret;
    private final Duration answerWithin;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private Set<ManagerAddress> known = Set.of();
    private @Nullable ManagersUnknownException trouble;
    private boolean asked;
    private long nextAsk;

    /**
     * Asks that URL.
     *
     * @param url an absolute one, see {@link #checked}
     * @param service the name of this service, which the secret is bound to
     */
    public UrlManagers(URI url, String service, Secret secret) {
        this(url, service, secret, Duration.ofSeconds(3), System::nanoTime);
    }

    UrlManagers(URI url, String service, Secret secret, Duration answerWithin, LongSupplier nanoTime) {
        this.url = requireNonNull(url, "url is null");
        this.service = requireNonNull(service, "service is null");
        this.secret = requireNonNull(secret, "secret is null");
        this.answerWithin = answerWithin;
        this.nanoTime = nanoTime;
    }

    /**
     * Reads a URL as it was configured.
     *
     * @throws IllegalArgumentException if managers can't be asked there; says which form is needed
     */
    public static URI checked(String text) {
        URI url;
        try {
            url = URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "'" + NOT_A_URL, e);
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getFragment() != null) {
            throw new IllegalArgumentException("'" + text + "'" + NOT_A_URL);
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the URL of " + url.getHost() + " has a user in it; the service's secret is proof enough");
        }
        return url;
    }

    /**
     * What the URL said last.
     *
     * @throws ManagersUnknownException if its last answer was none that can be used
     */
    @Override
    public synchronized Set<ManagerAddress> addresses() {
        long now = nanoTime.getAsLong();
        if (!asked || now - nextAsk >= 0) {
            asked = true;
            try {
                known = ask();
                trouble = null;
            } catch (ManagersUnknownException e) {
                trouble = e;
            }
            long pause = (trouble == null ? ASK_EVERY : ASK_AGAIN).toNanos();
            nextAsk = nanoTime.getAsLong() + pause - random.nextLong(pause / 2 + 1);
        }
        if (trouble != null) {
            throw trouble;
        }
        return known;
    }

    private Set<ManagerAddress> ask() {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(answerWithin)
                .header("Accept", "application/json")
                .header(
                        "Authorization",
                        RequestProof.of(RequestProof.OF_MANAGERS, service, secret, System.currentTimeMillis(), random)
                                .header())
                .GET()
                .build();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(
                request,
                HttpResponse.BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes -> take(bytes, body))));
        try {
            HttpResponse<Void> response = answer.get(answerWithin.toMillis(), TimeUnit.MILLISECONDS);
            return read(response.statusCode(), body);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unknown(
                    "silent",
                    "it has not answered within " + answerWithin.toMillis() + " ms",
                    "See whether a manager runs");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unknown(
                    "not reached",
                    "it is not reached: "
                            + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                    "See whether a manager runs and tx.client.managers-url is right");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown("interrupted", "the look-up was interrupted", "This process is being stopped");
        }
    }

    /** What goes beyond the limit is read and dropped: the answer is refused for its size. */
    private static void take(byte[] bytes, ByteArrayOutputStream body) {
        synchronized (body) {
            body.write(bytes, 0, Math.min(bytes.length, MOST_BYTES + 1 - body.size()));
        }
    }

    private Set<ManagerAddress> read(int status, ByteArrayOutputStream body) {
        String text;
        synchronized (body) {
            text = body.toString(StandardCharsets.UTF_8);
        }
        if (status == 401) {
            throw unknown(
                    "status " + status,
                    "it refuses service '" + service + "' (401): " + text,
                    "Give both the same secret (tx.client.secret here, tx.manager.secrets there), and set the clocks right");
        }
        if (status != 200) {
            throw unknown(
                    "status " + status,
                    "it answers " + status + ": " + text,
                    status >= 300 && status < 500
                            ? "tx.client.managers-url must lead to GET /api/managers of a manager, without a redirect"
                            : "See what the managers' logs say");
        }
        if (text.length() > MOST_BYTES) {
            throw unknown(
                    "too long",
                    "it answers more than " + MOST_BYTES + " bytes",
                    "Something else than a manager answers there");
        }
        return parsed(text);
    }

    private Set<ManagerAddress> parsed(String text) {
        try {
            if (new BasicJsonParser().parseMap(text).get("managers") instanceof List<?> listed
                    && listed.size() <= MOST_MANAGERS) {
                Set<ManagerAddress> addresses = new HashSet<>();
                listed.forEach(address -> addresses.add(ManagerAddress.parse(String.valueOf(address))));
                return Set.copyOf(addresses);
            }
            throw unknown(
                    "no list",
                    "it answers no list of up to " + MOST_MANAGERS + " managers: " + text,
                    "Something else than a manager answers there");
        } catch (IllegalArgumentException e) {
            throw unknown(
                    "no list",
                    "what it answers can't be read, " + e.getMessage() + ": " + text,
                    "Something else than a manager answers there");
        }
    }

    private static ManagersUnknownException unknown(String kind, String why, String next) {
        return new ManagersUnknownException(
                kind, PeerWords.printable(why) + ". " + next + "; asked again every few seconds");
    }

    @Override
    public String source() {
        return "the URL " + url;
    }
}
