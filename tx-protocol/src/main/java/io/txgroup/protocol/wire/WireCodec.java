package io.txgroup.protocol.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import java.nio.ByteBuffer;

/**
 * Messages to their wire form and back. Unknown fields are ignored, so that a peer of the next version is understood;
 * an unknown kind of message and a value that its record refuses are malformed. Texts meant for a person are cut at
 * {@value WireValues#MAX_TEXT} characters, both ways.
 */
public final class WireCodec {
    private WireCodec() {}

    /** The wire form of what a process says. */
    public static Wire.ToManager toWire(Message.ToManager message) {
        return ToManagerForm.write(message);
    }

    /** The wire form of what a manager says. */
    public static Wire.ToClient toWire(Message.ToClient message) {
        return ToClientForm.write(message);
    }

    /** The wire form of a process's name. */
    public static Wire.Process toWire(ProcessId process) {
        return WireValues.process(process);
    }

    /** Reads what a process said; the buffer is read to its limit and not kept. */
    public static Message.ToManager toManager(ByteBuffer bytes) throws MalformedMessageException {
        try {
            return ToManagerForm.read(Wire.ToManager.parseFrom(bytes));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    /** Reads what a manager said; the buffer is read to its limit and not kept. */
    public static Message.ToClient toClient(ByteBuffer bytes) throws MalformedMessageException {
        try {
            return ToClientForm.read(Wire.ToClient.parseFrom(bytes));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    /** Reads a process's name. */
    public static ProcessId process(Wire.Process wire) throws MalformedMessageException {
        try {
            return WireValues.process(wire);
        } catch (IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    private static MalformedMessageException malformed(Exception e) {
        return new MalformedMessageException("malformed message: " + e.getMessage());
    }
}
