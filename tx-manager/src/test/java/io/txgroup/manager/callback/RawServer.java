package io.txgroup.manager.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers its one connection with that, whatever it is asked, and closes. */
final class RawServer implements AutoCloseable {
    private static final long LONGEST_MILLIS = 30_000;

    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Thread thread;

    RawServer(String answer) throws IOException {
        thread = new Thread(() -> {
            try (Socket socket = listening.accept()) {
                assertThat(socket.getInputStream().read(new byte[10_000])).isPositive();
                socket.getOutputStream().write(answer.getBytes(UTF_8));
                socket.shutdownOutput();
                while (socket.getInputStream().read() >= 0) {
                    // until the other side closes
                }
            } catch (IOException e) {
                // the other side had enough, or this is closed
            }
        });
        thread.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        try {
            thread.join(LONGEST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
