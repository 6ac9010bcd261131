package io.txgroup.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.txgroup.samples.demo.Shop.Way;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A page with a button: {@code POST /losses} lets a {@link Loss} happen, and answers with all that the demo says meanwhile,
 * line by line as it is said. One at a time; thread-safe.
 */
final class LossPage implements HttpHandler {
    private static final int OK = 200;
    private static final int REFUSED = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int BUSY = 409;
    private static final String LOSSES = "/losses";

    /** What happens when somebody presses the button. */
    interface Deed {
        Object happen(Way way) throws IOException, SQLException, InterruptedException;
    }

    private final Deed loss;
    private final String page;
    private final Progress progress;
    private final Semaphore turn = new Semaphore(1);

    /** {@code manager} serves the operators' pages, to which the page has a link. */
    LossPage(Deed loss, URI manager, Progress progress) throws IOException {
        this.loss = loss;
        this.progress = progress;
        try (InputStream file = LossPage.class.getResourceAsStream("/demo/losses.html")) {
            if (file == null) {
                throw new IOException("demo/losses.html is not on the class path");
            }
            String pages = manager.resolve("/admin/compensations").toString();
            this.page = new String(file.readAllBytes(), UTF_8).replace("{compensations}", pages);
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean posts = exchange.getRequestMethod().equals("POST");
            if (path.equals("/") && !posts) {
                answer(exchange, OK, "text/html", page);
            } else if (!path.equals(LOSSES)) {
                answer(exchange, NOT_FOUND, "text/plain", "There is a page at /, and POST " + LOSSES + ".\n");
            } else if (!posts) {
                answer(exchange, NOT_ALLOWED, "text/plain", "POST " + LOSSES + " kills the storage service.\n");
            } else if (isFromAnotherSite(exchange)) {
                answer(exchange, REFUSED, "text/plain", "Only the demo's own page may kill its storage service.\n");
            } else if (!turn.tryAcquire()) {
                answer(exchange, BUSY, "text/plain", "Storage is killed already: wait for the end of that.\n");
            } else {
                try {
                    lose(exchange);
                } finally {
                    turn.release();
                }
            }
        }
    }

    /** A browser says which site a request comes from; curl says nothing. */
    private static boolean isFromAnotherSite(HttpExchange exchange) {
        @Nullable String origin = exchange.getRequestHeaders().getFirst("Origin");
        @Nullable String host = exchange.getRequestHeaders().getFirst("Host");
        return origin != null && !origin.equals("http://" + host);
    }

    private void lose(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain;charset=utf-8");
        exchange.sendResponseHeaders(OK, 0);
        Consumer<String> reader = new Reader(exchange.getResponseBody());
        progress.addListener(reader);
        try {
            loss.happen(Way.COORDINATED);
        } catch (IOException | SQLException | DemoException e) {
            progress.say("it did not go as it should: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            progress.removeListener(reader);
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + ";charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Whoever asked for it; what began goes on when he is gone. */
    private static final class Reader implements Consumer<String> {
        private final OutputStream out;
        private boolean gone;

        Reader(OutputStream out) {
            this.out = out;
        }

        @Override
        public synchronized void accept(String line) {
            if (gone) {
                return;
            }
            try {
                out.write((line + "\n").getBytes(UTF_8));
                out.flush();
            } catch (IOException e) {
                gone = true;
            }
        }
    }
}
