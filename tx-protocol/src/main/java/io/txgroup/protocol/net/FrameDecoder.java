package io.txgroup.protocol.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.txgroup.protocol.wire.MalformedMessageException;
import java.util.List;

/**
 * Cuts what arrives into frames. A frame that announces more than the limit fails at its first bytes, before any of it
 * is kept, so an unknown peer can make this side keep the limit and one read, no more. After a failure everything
 * that still arrives is thrown away: the connection is to be closed. Passes slices on; the next handler releases them.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
    private static final int MAX_HEADER_BYTES = 5;
    private static final long INCOMPLETE = -1;

    private int maxFrameBytes;
    private boolean failed;

    public FrameDecoder(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Takes frames of another size from now on; only to be called in the channel's event loop. */
    public void limit(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int start = in.readerIndex();
        long length = header(in);
        if (length == INCOMPLETE) {
            in.readerIndex(start);
            return;
        }
        if (length > maxFrameBytes) {
            throw failed(in, "a frame of " + length + " bytes, at most " + maxFrameBytes + " are taken");
        }
        if (in.readableBytes() < length) {
            in.readerIndex(start);
            return;
        }
        out.add(in.readRetainedSlice((int) length));
    }

    private long header(ByteBuf in) {
        long length = 0;
        for (int i = 0; i < MAX_HEADER_BYTES; i++) {
            if (!in.isReadable()) {
                return INCOMPLETE;
            }
            byte next = in.readByte();
            length |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return length;
            }
        }
        throw failed(in, "a frame whose length does not end");
    }

    private DecoderException failed(ByteBuf in, String what) {
        failed = true;
        in.skipBytes(in.readableBytes());
        return new DecoderException(new MalformedMessageException(what));
    }
}
