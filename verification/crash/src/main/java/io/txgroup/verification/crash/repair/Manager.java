package io.txgroup.verification.crash.repair;

import io.txgroup.verification.servers.JavaProcess;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** One manager's process, which can be paused. */
final class Manager implements AutoCloseable {
    private static final Pattern PEER_PORT = Pattern.compile("listens on /127\\.0\\.0\\.1:(\\d+) for peers");
    private static final Pattern WEB_PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final String name;
    private final JavaProcess process;
    private int peerPort;
    private int webPort;

    Manager(String name, List<String> arguments) {
        this.name = name;
        this.process = JavaProcess.start(name, "Started TxManagerApplication", arguments);
    }

    Manager awaitReady() {
        process.awaitReady();
        peerPort = process.said(PEER_PORT);
        webPort = process.said(WEB_PORT);
        return this;
    }

    String name() {
        return name;
    }

    /** Where services reach it. */
    String address() {
        return "127.0.0.1:" + peerPort;
    }

    URI web() {
        return URI.create("http://127.0.0.1:" + webPort);
    }

    void pause() {
        process.pause();
    }

    void resume() {
        process.resume();
    }

    /** Whether one of the lines that it last wrote matches. */
    boolean said(Pattern line) {
        return process.output().lines().anyMatch(one -> line.matcher(one).find());
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.resume(); // who is paused can't be asked to end
        }
        process.close();
    }
}
