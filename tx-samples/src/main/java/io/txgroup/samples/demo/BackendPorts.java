package io.txgroup.samples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** Where the servers of {@link Backends} listen, on 127.0.0.1; handed to the launcher in a file. */
record BackendPorts(int redis, int postgres, int maria, int h2) {
    static Path file(Path runDirectory) {
        return runDirectory.resolve("ports.properties");
    }

    /** The file appears whole or not at all. */
    void write(Path runDirectory) throws IOException {
        Properties ports = new Properties();
        ports.setProperty("redis", Integer.toString(redis));
        ports.setProperty("postgres", Integer.toString(postgres));
        ports.setProperty("maria", Integer.toString(maria));
        ports.setProperty("h2", Integer.toString(h2));
        Path part = runDirectory.resolve("ports.part");
        try (OutputStream out = Files.newOutputStream(part)) {
            ports.store(out, null);
        }
        Files.move(part, file(runDirectory), StandardCopyOption.ATOMIC_MOVE);
    }

    static BackendPorts read(Path runDirectory) throws IOException {
        Properties ports = new Properties();
        try (InputStream in = Files.newInputStream(file(runDirectory))) {
            ports.load(in);
        }
        return new BackendPorts(
                Integer.parseInt(ports.getProperty("redis")),
                Integer.parseInt(ports.getProperty("postgres")),
                Integer.parseInt(ports.getProperty("maria")),
                Integer.parseInt(ports.getProperty("h2")));
    }

    static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
