package io.txgroup.samples.demo;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the launcher itself serves, on 127.0.0.1 and a free port; ends with it. Thread-safe. */
final class LauncherServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "launcher-http");
        thread.setDaemon(true);
        return thread;
    });

    private LauncherServer(HttpServer server) {
        this.server = server;
    }

    static LauncherServer start() throws IOException {
        LauncherServer started =
                new LauncherServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        started.server.setExecutor(started.threads);
        started.server.start();
        return started;
    }

    /** From now on, what is below that path goes there. */
    void serve(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort()).resolve(path);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
