package io.txgroup.feign;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that answers each request as it was told before, also in ways that no sane server would. */
public final class Peer implements AutoCloseable {
    private final ServerSocket server;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<List<String>> groupHeaders = new CopyOnWriteArrayList<>();
    private final List<Socket> kept = new CopyOnWriteArrayList<>();

    public Peer() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inThread(this::accept);
    }

    private static void inThread(Runnable task) {
        Thread thread = new Thread(task, "peer");
        thread.setDaemon(true);
        thread.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The values of the group's header on each request so far. */
    public List<List<String>> groupHeaders() {
        return List.copyOf(groupHeaders);
    }

    public Peer replies(int status, String body, String... headers) {
        return answers(socket -> {
            write(socket, head(status, body.length(), headers) + body);
            socket.close();
        });
    }

    /** Does the work, and the connection breaks before the reply. */
    public Peer breaksOff() {
        return answers(Peer::reset);
    }

    /** The connection breaks in the middle of the body. */
    public Peer breaksOffInBody(String... headers) {
        return answers(socket -> {
            write(socket, head(200, 100, headers) + "the beginn");
            socket.close();
        });
    }

    /** Begins the body and says no more. */
    public Peer breaksOffInBodyLater(String... headers) {
        return answers(socket -> {
            kept.add(socket);
            write(socket, head(200, 100, headers) + "the beginn");
        });
    }

    /** Takes the request and says nothing. */
    public Peer keepsSilent() {
        return answers(kept::add);
    }

    private Peer answers(Answer answer) {
        answers.add(answer);
        return this;
    }

    private static String head(int status, int length, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head + "Content-Type: text/plain\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static void write(Socket socket, String reply) throws IOException {
        socket.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                inThread(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try {
            if (read(socket)) {
                Answer answer = answers.poll();
                if (answer == null) {
                    reset(socket);
                } else {
                    answer.on(socket);
                }
            }
        } catch (IOException broken) {
            // the caller sees it
        }
    }

    /** False if the connection was opened without need. */
    private boolean read(Socket socket) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        List<String> found = new ArrayList<>();
        int length = 0;
        String line = reader.readLine();
        if (line == null) {
            return false;
        }
        while (line != null && !line.isEmpty()) {
            if (line.regionMatches(true, 0, "Tx-Group:", 0, 9)) {
                found.add(line.substring(9).trim());
            }
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).trim());
            }
            line = reader.readLine();
        }
        for (int i = 0; i < length; i++) {
            reader.read();
        }
        groupHeaders.add(found);
        return true;
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : kept) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Answer {
        void on(Socket socket) throws IOException;
    }
}
