package io.txgroup.protocol.net;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.wire.Wire;
import io.txgroup.protocol.wire.WireCodec;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes frames: a varint32 with the number of bytes that follow, and the bytes of one protobuf message. */
public final class Frames {
    /** What a frame may hold unless told otherwise, in bytes. */
    public static final int MAX_FRAME_BYTES = 1 << 20;

    /** What a frame may hold before its sender is known, in bytes. */
    public static final int MAX_HANDSHAKE_FRAME_BYTES = 4096;

    private Frames() {}

    /** Frames one step of a handshake; the caller owns the buffer. */
    public static ByteBuf frame(ByteBufAllocator buffers, Wire.Handshake step) {
        return frame(buffers, step, MAX_HANDSHAKE_FRAME_BYTES);
    }

    /**
     * Frames what a process says in one buffer of exactly its size; the caller owns the buffer.
     *
     * @param maxFrameBytes what the other side takes
     * @throws IllegalArgumentException if the message is larger: the other side would close the connection
     */
    public static ByteBuf frame(ByteBufAllocator buffers, Message.ToManager message, int maxFrameBytes) {
        return frame(buffers, WireCodec.toWire(message), maxFrameBytes);
    }

    /** As {@link #frame(ByteBufAllocator, Message.ToManager, int)}, for what a manager says. */
    public static ByteBuf frame(ByteBufAllocator buffers, Message.ToClient message, int maxFrameBytes) {
        return frame(buffers, WireCodec.toWire(message), maxFrameBytes);
    }

    static ByteBuf frame(ByteBufAllocator buffers, MessageLite message, int maxFrameBytes) {
        int size = message.getSerializedSize();
        if (size > maxFrameBytes) {
            throw new IllegalArgumentException(
                    "a message of " + size + " bytes can't be sent, a frame has at most " + maxFrameBytes);
        }
        int length = CodedOutputStream.computeUInt32SizeNoTag(size) + size;
        ByteBuf frame = buffers.buffer(length, length);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(frame.nioBuffer(0, length));
            out.writeUInt32NoTag(size);
            message.writeTo(out);
            out.flush();
            return frame.writerIndex(length);
        } catch (IOException e) {
            frame.release();
            throw new UncheckedIOException("A message changed while it was written", e);
        }
    }
}
