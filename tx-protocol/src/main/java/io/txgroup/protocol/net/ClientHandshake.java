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
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The client's side of one handshake: Hello, Challenge, Proof, Welcome. For one connection; not thread-safe. */
public final class ClientHandshake {
    private static final int MAX_NAME = 200;

    private final ProcessId process;
    private final Versions versions;
    private final Secret secret;
    private final SecureRandom random;

    private byte @Nullable [] hello;
    private @Nullable Proofs proofs;
    private @Nullable String managerId;
    private int version;

    /** Prepares to meet one manager as that process. */
    public ClientHandshake(ProcessId process, Versions versions, Secret secret, SecureRandom random) {
        this.process = process;
        this.versions = versions;
        this.secret = secret;
        this.random = random;
    }

    /** The first frame. */
    public Wire.Handshake hello() {
        Wire.Handshake step = Wire.Handshake.newBuilder()
                .setHello(Wire.Hello.newBuilder()
                        .setMinVersion(versions.min())
                        .setMaxVersion(versions.max())
                        .setProcess(WireCodec.toWire(process))
                        .setNonce(Proofs.nonce(random)))
                .build();
        hello = step.toByteArray();
        return step;
    }

    /** Answers the manager's first frame; {@link #managerId} is known from now on, though not yet proved. */
    public Wire.Handshake proof(byte[] challengeFrame) throws MalformedMessageException, HandshakeRefusedException {
        Wire.Handshake step = HandshakeForm.read(challengeFrame);
        checkNotRefused(step);
        HandshakeForm.expect(Wire.Handshake.StepCase.CHALLENGE, step);
        Wire.Challenge challenge = step.getChallenge();
        HandshakeForm.checkNonce(challenge.getNonce());
        if (challenge.getVersion() < versions.min() || challenge.getVersion() > versions.max()) {
            throw new MalformedMessageException("the manager chose version " + challenge.getVersion()
                    + " of the protocol, offered were " + versions);
        }
        if (challenge.getManagerId().isBlank() || challenge.getManagerId().length() > MAX_NAME) {
            throw new MalformedMessageException("a manager's name has 1 to " + MAX_NAME + " characters");
        }
        managerId = challenge.getManagerId();
        version = challenge.getVersion();
        proofs = new Proofs(requireNonNull(hello, "nobody has said hello"), challengeFrame);
        return Wire.Handshake.newBuilder()
                .setProof(Wire.Proof.newBuilder().setProof(ByteString.copyFrom(proofs.ofClient(secret))))
                .build();
    }

    /** Reads the manager's second frame; once this returns, the manager is one that knows the secret. */
    public Terms terms(byte[] welcomeFrame) throws MalformedMessageException, HandshakeRefusedException {
        Wire.Handshake step = HandshakeForm.read(welcomeFrame);
        checkNotRefused(step);
        HandshakeForm.expect(Wire.Handshake.StepCase.WELCOME, step);
        Wire.Welcome welcome = step.getWelcome();
        byte[] expected = requireNonNull(proofs, "no proof was made").ofManager(secret);
        if (!MessageDigest.isEqual(expected, welcome.getProof().toByteArray())) {
            throw new HandshakeRefusedException(
                    NOT_AUTHENTIC, "it calls itself TxManager " + managerId + " but does not know our secret");
        }
        try {
            return new Terms(
                    Duration.ofMillis(Integer.toUnsignedLong(welcome.getHeartbeatMillis())),
                    Duration.ofMillis(Integer.toUnsignedLong(welcome.getIdleLimitMillis())));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("the manager's terms: " + e.getMessage());
        }
    }

    /** What the manager calls itself; proved only once {@link #terms} has returned. */
    public String managerId() {
        return requireNonNull(managerId, "the manager has not answered yet");
    }

    /** The version of the protocol that was agreed; proved only once {@link #terms} has returned. */
    public int version() {
        return version;
    }

    private static void checkNotRefused(Wire.Handshake step)
            throws HandshakeRefusedException, MalformedMessageException {
        if (step.getStepCase() != Wire.Handshake.StepCase.REFUSAL) {
            return;
        }
        String text = step.getRefusal().getText();
        switch (step.getRefusal().getReason()) {
            case REASON_VERSION -> throw new HandshakeRefusedException(VERSION, text);
            case REASON_NOT_AUTHENTIC -> throw new HandshakeRefusedException(NOT_AUTHENTIC, text);
            default -> throw new MalformedMessageException("refused for a reason that is not known here: " + text);
        }
    }
}
