package io.txgroup.manager.net;

import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.ClientHandshake;
import io.txgroup.protocol.net.Secret;
import io.txgroup.protocol.net.Terms;
import io.txgroup.protocol.net.Versions;
import io.txgroup.protocol.wire.Wire;
import io.txgroup.protocol.wire.WireCodec;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;

/** A peer that can say anything, by a blocking socket. */
public final class RawPeer implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ANSWER_WITHIN_MILLIS = (int) Duration.ofSeconds(20).toMillis();

    private final Socket socket;

    /** Connects. */
    public RawPeer(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Shakes hands properly. */
    public Terms introduce(ProcessId process, Secret secret) throws Exception {
        return introduce(process, secret, Versions.SPOKEN);
    }

    /** Shakes hands as a release does that speaks other versions. */
    Terms introduce(ProcessId process, Secret secret, Versions versions) throws Exception {
        ClientHandshake handshake = new ClientHandshake(process, versions, secret, RANDOM);
        say(handshake.hello());
        say(handshake.proof(hear()));
        return handshake.terms(hear());
    }

    void say(Wire.Handshake step) throws IOException {
        step.writeDelimitedTo(socket.getOutputStream());
    }

    /** Says that. */
    public void say(Message.ToManager message) throws IOException {
        WireCodec.toWire(message).writeDelimitedTo(socket.getOutputStream());
    }

    /** Says them in one go: the first may end the connection. */
    void sayAtOnce(Message.ToManager... messages) throws IOException {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (Message.ToManager message : messages) {
            WireCodec.toWire(message).writeDelimitedTo(together);
        }
        say(together.toByteArray());
    }

    void say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The bytes of the next frame. */
    byte[] hear() throws IOException {
        InputStream in = socket.getInputStream();
        int size = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            size |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return in.readNBytes(size);
            }
        }
    }

    /** Waits for the next message. */
    public Message.ToClient hearMessage() throws Exception {
        return WireCodec.toClient(ByteBuffer.wrap(hear()));
    }

    /** Waits for the end of the connection; false if anything but the end comes. */
    public boolean hearsTheEnd() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** The address that the server sees. */
    String address() {
        return socket.getLocalSocketAddress().toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
