package io.txgroup.protocol.net;

import static io.txgroup.protocol.net.HandshakeRefusedException.Reason.NOT_AUTHENTIC;
import static io.txgroup.protocol.net.HandshakeRefusedException.Reason.VERSION;
import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.wire.MalformedMessageException;
import io.txgroup.protocol.wire.Wire;
import io.txgroup.protocol.wire.WireCodec;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The manager's side of one handshake: Hello, Challenge, Proof, Welcome. The client proves itself first, so that nobody
 * can collect a manager's proofs to guess a secret by, and so that the manager knows which of two valid secrets to
 * answer with. One object for one connection; not thread-safe.
 */
public final class ManagerHandshake {
    private final String managerId;
    private final Versions versions;
    private final ServiceSecrets secrets;
    private final Terms terms;
    private final SecureRandom random;

    private @Nullable ProcessId claimed;
    private @Nullable Proofs proofs;
    private int version;

    /**
     * Prepares to meet one client.
     *
     * @param managerId what clients know this manager by
     */
    public ManagerHandshake(
            String managerId, Versions versions, ServiceSecrets secrets, Terms terms, SecureRandom random) {
        this.managerId = requireNonNull(managerId, "managerId is null");
        this.versions = versions;
        this.secrets = secrets;
        this.terms = terms;
        this.random = random;
    }

    /** Answers the client's first frame. Every service is challenged, whether it is known or not. */
    public Wire.Handshake challenge(byte[] helloFrame) throws MalformedMessageException, HandshakeRefusedException {
        Wire.Handshake step = HandshakeForm.read(helloFrame);
        HandshakeForm.expect(Wire.Handshake.StepCase.HELLO, step);
        Wire.Hello hello = step.getHello();
        HandshakeForm.checkNonce(hello.getNonce());
        claimed = WireCodec.process(hello.getProcess());
        Versions offered = HandshakeForm.versions(hello);
        version = versions.newestInCommon(offered);
        if (version == 0) {
            throw new HandshakeRefusedException(
                    VERSION, "the manager speaks " + versions + " of the protocol, " + claimed + " speaks " + offered);
        }
        Wire.Handshake challenge = Wire.Handshake.newBuilder()
                .setChallenge(Wire.Challenge.newBuilder()
                        .setVersion(version)
                        .setManagerId(managerId)
                        .setNonce(Proofs.nonce(random)))
                .build();
        proofs = new Proofs(helloFrame, challenge.toByteArray());
        return challenge;
    }

    /** Answers the client's second frame; once this returns, the client is who it says it is. */
    public Wire.Handshake welcome(byte[] proofFrame) throws MalformedMessageException, HandshakeRefusedException {
        Proofs ours = requireNonNull(proofs, "no challenge was made");
        Wire.Handshake step = HandshakeForm.read(proofFrame);
        HandshakeForm.expect(Wire.Handshake.StepCase.PROOF, step);
        byte[] proof = step.getProof().getProof().toByteArray();
        Secret[] valid = secrets.validFor(peer().service());
        boolean first = MessageDigest.isEqual(ours.ofClient(valid[0]), proof);
        boolean second = MessageDigest.isEqual(ours.ofClient(valid[1]), proof);
        if (!(first || second)) {
            throw new HandshakeRefusedException(
                    NOT_AUTHENTIC, "it calls itself " + peer() + " but knows no valid secret of that service");
        }
        Secret known = first ? valid[0] : valid[1];
        return Wire.Handshake.newBuilder()
                .setWelcome(Wire.Welcome.newBuilder()
                        .setProof(ByteString.copyFrom(ours.ofManager(known)))
                        .setHeartbeatMillis((int) terms.heartbeat().toMillis())
                        .setIdleLimitMillis((int) terms.idleLimit().toMillis()))
                .build();
    }

    /** Who the client says it is; proved only once {@link #welcome} has returned. */
    public ProcessId peer() {
        return requireNonNull(claimed, "nobody has said hello");
    }

    /** The version of the protocol that was agreed; proved only once {@link #welcome} has returned. */
    public int version() {
        return version;
    }
}
