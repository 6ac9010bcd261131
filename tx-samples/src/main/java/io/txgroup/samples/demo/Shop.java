package io.txgroup.samples.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.json.JsonMapper;

/** The order service as its customers see it; thread-safe. */
final class Shop {
    /** How an order is placed: the path of the request. */
    enum Way {
        COORDINATED("/orders"),
        HURRIED("/orders/hurried"),
        UNCOORDINATED("/orders/uncoordinated");

        private final String path;

        Way(String path) {
            this.path = path;
        }
    }

    /** What the caller was told. */
    enum Told {
        PLACED,
        FAILED,
        UNKNOWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Reply(Told told, String text) {}

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FAULT_HEADER = "X-Demo-Fault";
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final URI order;

    Shop(HttpClient http, URI order) {
        this.http = http;
        this.order = order;
    }

    URI url() {
        return order;
    }

    Reply place(Way way, Books.Order placed) throws InterruptedException {
        try {
            return reply(http.send(request(way, placed, ""), BodyHandlers.ofString()));
        } catch (IOException e) {
            return noReply(e);
        }
    }

    /** With a fault, as the sample's services read it from the request: {@code account=throw}. */
    CompletableFuture<Reply> place(Way way, Books.Order placed, String fault) {
        return http.sendAsync(request(way, placed, fault), BodyHandlers.ofString())
                .handle((response, failure) -> response == null ? noReply(failure) : reply(response));
    }

    private HttpRequest request(Way way, Books.Order placed, String fault) {
        HttpRequest.Builder request = HttpRequest.newBuilder(order.resolve(way.path))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(placed)));
        if (!fault.isEmpty()) {
            request.header(FAULT_HEADER, fault);
        }
        return request.build();
    }

    private static Reply reply(HttpResponse<String> response) {
        if (response.statusCode() == 201) {
            return new Reply(Told.PLACED, response.body());
        }
        boolean unknown = response.body().contains("\"outcome\":\"UNKNOWN\"");
        return new Reply(unknown ? Told.UNKNOWN : Told.FAILED, response.statusCode() + " " + response.body());
    }

    private static Reply noReply(Throwable failure) {
        return new Reply(Told.UNKNOWN, failure.toString());
    }
}
