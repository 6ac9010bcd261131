package io.txgroup.protocol.net;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import javax.crypto.Mac;

/**
 * The proofs of one handshake: HMAC-SHA256 over the prover's role and the very bytes of Hello and Challenge. So a
 * proof holds for one connection (both nonces), one process of one service, one manager and the versions that were
 * offered, and one side's proof is of no use to the other.
 */
final class Proofs {
    /** The size of a nonce and of a proof. */
    static final int BYTES = 32;

    private static final byte[] CLIENT = "txgroup client".getBytes(StandardCharsets.UTF_8);
    private static final byte[] MANAGER = "txgroup manager".getBytes(StandardCharsets.UTF_8);

    private final byte[] hello;
    private final byte[] challenge;

    Proofs(byte[] hello, byte[] challenge) {
        this.hello = hello;
        this.challenge = challenge;
    }

    byte[] ofClient(Secret secret) {
        return proof(secret, CLIENT);
    }

    byte[] ofManager(Secret secret) {
        return proof(secret, MANAGER);
    }

    private byte[] proof(Secret secret, byte[] role) {
        Mac hmac = secret.hmac();
        for (byte[] part : new byte[][] {role, hello, challenge}) {
            hmac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
            hmac.update(part);
        }
        return hmac.doFinal();
    }

    static ByteString nonce(SecureRandom random) {
        byte[] nonce = new byte[BYTES];
        random.nextBytes(nonce);
        return ByteString.copyFrom(nonce);
    }
}
