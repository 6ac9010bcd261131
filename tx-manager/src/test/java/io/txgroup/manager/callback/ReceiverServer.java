package io.txgroup.manager.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A receiver of callbacks as somebody would write one, on 127.0.0.1 and a free port. */
public final class ReceiverServer implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public ReceiverServer(Function<Request, Answer> answers) {
        this(null, answers);
    }

    ReceiverServer(@Nullable SSLContext tls, Function<Request, Answer> answers) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = tls == null ? HttpServer.create(address, 100) : https(tls, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            Request request = new Request(
                    requests.size() + 1,
                    Map.of(
                            "time",
                            String.valueOf(exchange.getRequestHeaders().getFirst("Tx-Callback-Time")),
                            "signature",
                            String.valueOf(exchange.getRequestHeaders().getFirst("Tx-Callback-Signature"))),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            requests.add(request);
            Answer answer = answers.apply(request);
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
    }

    private static HttpServer https(SSLContext tls, InetSocketAddress address) throws IOException {
        HttpsServer made = HttpsServer.create(address, 100);
        made.setHttpsConfigurator(new HttpsConfigurator(tls));
        return made;
    }

    /** What came, the first one with number 1. */
    public record Request(int number, Map<String, String> headers, String body) {
        public String time() {
            return headers.getOrDefault("time", "");
        }

        public String signature() {
            return headers.getOrDefault("signature", "");
        }
    }

    public record Answer(int status, String body) {}

    public List<Request> requests() {
        return requests;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
