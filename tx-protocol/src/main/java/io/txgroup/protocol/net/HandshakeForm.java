package io.txgroup.protocol.net;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.txgroup.protocol.wire.MalformedMessageException;
import io.txgroup.protocol.wire.Wire;

/** Reads the steps of a handshake. */
final class HandshakeForm {
    private HandshakeForm() {}

    static Wire.Handshake read(byte[] frame) throws MalformedMessageException {
        try {
            return Wire.Handshake.parseFrom(frame);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedMessageException("not a handshake: " + e.getMessage());
        }
    }

    static void expect(Wire.Handshake.StepCase expected, Wire.Handshake step) throws MalformedMessageException {
        if (step.getStepCase() != expected) {
            throw new MalformedMessageException("not a handshake: " + step.getStepCase() + " instead of " + expected);
        }
    }

    static Versions versions(Wire.Hello hello) throws MalformedMessageException {
        try {
            return new Versions(hello.getMinVersion(), hello.getMaxVersion());
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("not a handshake: " + e.getMessage());
        }
    }

    static void checkNonce(ByteString nonce) throws MalformedMessageException {
        if (nonce.size() != Proofs.BYTES) {
            throw new MalformedMessageException("not a handshake: a nonce of " + nonce.size() + " bytes");
        }
    }
}
