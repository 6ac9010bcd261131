package io.txgroup.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.txgroup.protocol.wire.MalformedMessageException;
import io.txgroup.protocol.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FramesTests {
    private final FrameDecoder decoder = new FrameDecoder(4096);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
    }

    @Test
    void comeOutAsTheyWentInHoweverTheyAreCut() {
        Random random = new Random(20261104);
        List<byte[]> sent = new ArrayList<>();
        ByteBuf stream = Unpooled.buffer();
        for (int i = 0; i < 500; i++) {
            Wire.Proof proof = Wire.Proof.newBuilder()
                    .setProof(ByteString.copyFrom(new byte[random.nextInt(4000)]))
                    .build();
            sent.add(proof.toByteArray());
            ByteBuf frame = Frames.frame(UnpooledByteBufAllocator.DEFAULT, proof, 4096);
            stream.writeBytes(frame);
            frame.release();
        }
        while (stream.isReadable()) {
            channel.writeInbound(stream.readBytes(Math.min(stream.readableBytes(), 1 + random.nextInt(3000))));
        }
        stream.release();

        for (byte[] expected : sent) {
            assertThat(next()).isEqualTo(expected);
        }
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void areRefusedByTheirFirstBytesWhenTheyAreTooLarge() {
        assertThatThrownBy(() -> channel.writeInbound(bytes(0x81, 0x20)))
                .isInstanceOf(DecoderException.class)
                .hasCauseInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("a frame of 4097 bytes, at most 4096 are taken");
    }

    @Test
    void areRefusedWhenTheirLengthDoesNotEndOrHasNoSense() {
        assertThatThrownBy(() -> channel.writeInbound(bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0x01)))
                .hasMessageContaining("length does not end");
        EmbeddedChannel other = new EmbeddedChannel(new FrameDecoder(4096));
        assertThatThrownBy(() -> other.writeInbound(bytes(0xff, 0xff, 0xff, 0xff, 0x7f)))
                .hasMessageContaining("a frame of 34359738367 bytes");
        other.finishAndReleaseAll();
    }

    @Test
    void areThrownAwayAfterAFailure() {
        assertThatThrownBy(() -> channel.writeInbound(bytes(0x81, 0x20))).isInstanceOf(DecoderException.class);

        channel.writeInbound(bytes(2, 1, 1));

        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void mayBeLargerOnceThePeerIsKnown() {
        decoder.limit(5000);
        channel.writeInbound(Unpooled.buffer().writeByte(0x88).writeByte(0x27).writeZero(5000));

        assertThat(next()).hasSize(5000);
    }

    @Test
    void areNotSentWhenTheOtherSideWouldRefuseThem() {
        Wire.Proof proof = Wire.Proof.newBuilder()
                .setProof(ByteString.copyFrom(new byte[100]))
                .build();

        assertThatThrownBy(() -> Frames.frame(UnpooledByteBufAllocator.DEFAULT, proof, 101))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("102 bytes");
    }

    private byte[] next() {
        ByteBuf frame = channel.readInbound();
        try {
            return ByteBufUtil.getBytes(frame);
        } finally {
            frame.release();
        }
    }

    private static ByteBuf bytes(int... values) {
        ByteBuf bytes = Unpooled.buffer();
        for (int value : values) {
            bytes.writeByte(value);
        }
        return bytes;
    }
}
