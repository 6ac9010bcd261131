package io.txgroup.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.HandshakeRefusedException.Reason;
import io.txgroup.protocol.wire.MalformedMessageException;
import io.txgroup.protocol.wire.Wire;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HandshakeTests {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Terms TERMS = new Terms(Duration.ofSeconds(1), Duration.ofSeconds(10));
    private static final Secret ORDERS = Secret.of("the orders' secret, long enough");
    private static final Secret NEXT = Secret.of("the orders' secret of next week");
    private static final Secret STORAGE = Secret.of("the storage's secret, long too");
    private static final ServiceSecrets SECRETS =
            new ServiceSecrets(Map.of("order", List.of(ORDERS, NEXT), "storage", List.of(STORAGE)));
    private static final ProcessId ORDER = new ProcessId("order", "order-1", "p1");

    private final ClientHandshake client = client(ORDER, ORDERS);
    private final ManagerHandshake manager = manager(SECRETS);

    @Test
    void leavesBothSidesKnowingTheOther() throws Exception {
        Wire.Handshake hello = client.hello();
        Wire.Handshake challenge = manager.challenge(hello.toByteArray());
        Wire.Handshake proof = client.proof(challenge.toByteArray());
        Terms terms = client.terms(manager.welcome(proof.toByteArray()).toByteArray());

        assertThat(manager.peer()).isEqualTo(ORDER);
        assertThat(client.managerId()).isEqualTo("manager-1");
        assertThat(terms).isEqualTo(TERMS);
    }

    @Test
    void takesEitherSecretWhileTheyChange() throws Exception {
        assertThat(meet(client(ORDER, ORDERS), manager(SECRETS))).isEqualTo(TERMS);
        assertThat(meet(client(ORDER, NEXT), manager(SECRETS))).isEqualTo(TERMS);
    }

    @Test
    void answersAnUnknownServiceLikeAWrongSecret() {
        HandshakeRefusedException wrong = refused(client(ORDER, STORAGE), manager(SECRETS));
        HandshakeRefusedException unknown =
                refused(client(new ProcessId("nobody", "i", "p"), STORAGE), manager(SECRETS));

        assertThat(wrong.reason()).isEqualTo(Reason.NOT_AUTHENTIC);
        assertThat(wrong.refusal()).isEqualTo(unknown.refusal());
    }

    @Test
    void bindsASecretToItsService() {
        assertThat(refused(client(ORDER, STORAGE), manager(SECRETS))).hasMessageContaining("order/order-1/p1");
    }

    @Test
    void takesOneSecretForAllOnlyWhereAServiceHasNoneOfItsOwn() throws Exception {
        ServiceSecrets shared =
                new ServiceSecrets(Map.of("order", List.of(ORDERS), ServiceSecrets.EVERY_SERVICE, List.of(STORAGE)));

        assertThat(meet(client(new ProcessId("any", "i", "p"), STORAGE), manager(shared)))
                .isEqualTo(TERMS);
        assertThat(refused(client(ORDER, STORAGE), manager(shared)).reason()).isEqualTo(Reason.NOT_AUTHENTIC);
        assertThat(shared.shared()).isTrue();
        assertThat(SECRETS.shared()).isFalse();
    }

    @Test
    void refusesAProofThatWasHeardEarlier() throws Exception {
        Wire.Handshake hello = client.hello();
        Wire.Handshake proof =
                client.proof(manager.challenge(hello.toByteArray()).toByteArray());
        manager.welcome(proof.toByteArray());

        ManagerHandshake later = manager(SECRETS);
        later.challenge(hello.toByteArray());
        assertThatThrownBy(() -> later.welcome(proof.toByteArray())).isInstanceOf(HandshakeRefusedException.class);
    }

    @Test
    void refusesAManagerThatSendsTheClientsOwnProofBack() throws Exception {
        Wire.Handshake challenge = manager.challenge(client.hello().toByteArray());
        ByteString proof = client.proof(challenge.toByteArray()).getProof().getProof();
        Wire.Handshake mirrored = Wire.Handshake.newBuilder()
                .setWelcome(Wire.Welcome.newBuilder()
                        .setProof(proof)
                        .setHeartbeatMillis(1000)
                        .setIdleLimitMillis(9000))
                .build();

        assertThatThrownBy(() -> client.terms(mirrored.toByteArray()))
                .isInstanceOf(HandshakeRefusedException.class)
                .hasMessageContaining("manager-1 but does not know our secret");
    }

    @Test
    void findsNoCommonVersion() {
        Versions newer = new Versions(7, 8);
        assertThat(refused(new ClientHandshake(ORDER, newer, ORDERS, RANDOM), manager(SECRETS)))
                .hasMessageContaining(Versions.SPOKEN.toString())
                .hasMessageContaining("versions 7 to 8")
                .extracting(HandshakeRefusedException::reason)
                .isEqualTo(Reason.VERSION);
    }

    @Test
    void agreesOnTheNewestCommonVersion() {
        assertThat(new Versions(1, 3).newestInCommon(new Versions(2, 9))).isEqualTo(3);
        assertThat(new Versions(1, 3).newestInCommon(new Versions(3, 3))).isEqualTo(3);
        assertThat(new Versions(4, 5).newestInCommon(new Versions(1, 3))).isZero();
    }

    @Test
    void tellsTheClientWhyItWasRefused() {
        Wire.Handshake refusal =
                refused(client(ORDER, STORAGE), manager(SECRETS)).refusal();

        client.hello();
        assertThatThrownBy(() -> client.proof(refusal.toByteArray()))
                .isInstanceOf(HandshakeRefusedException.class)
                .hasMessage("the service is not known to the manager, or its secret is another one");
    }

    @Test
    void refusesAHelloThatWasChangedOnItsWay() throws Exception {
        byte[] hello = client.hello().toByteArray();
        for (int bit = 0; bit < hello.length * 8; bit++) {
            byte[] changed = hello.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(catchThrowable(() -> {
                        ManagerHandshake deceived = manager(SECRETS);
                        Wire.Handshake proof =
                                client.proof(deceived.challenge(changed).toByteArray());
                        deceived.welcome(proof.toByteArray());
                    }))
                    .isInstanceOfAny(MalformedMessageException.class, HandshakeRefusedException.class);
        }
    }

    @Test
    void takesNothingButTheStepThatIsDue() {
        byte[] proof = Wire.Handshake.newBuilder()
                .setProof(Wire.Proof.getDefaultInstance())
                .build()
                .toByteArray();

        assertThatThrownBy(() -> manager.challenge(proof))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("PROOF instead of HELLO");
        assertThatThrownBy(() -> manager.challenge(new byte[0])).isInstanceOf(MalformedMessageException.class);
        client.hello();
        assertThatThrownBy(() -> client.proof(proof)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void callsGarbageMalformed() throws Exception {
        Random garbage = new Random(20261104);
        client.hello();
        for (int i = 0; i < 5_000; i++) {
            byte[] frame = new byte[garbage.nextInt(120)];
            garbage.nextBytes(frame);
            assertThat(catchThrowable(() -> manager.challenge(frame))).isInstanceOf(MalformedMessageException.class);
            assertThat(catchThrowable(() -> client.proof(frame))).isInstanceOf(MalformedMessageException.class);
        }
    }

    private static ClientHandshake client(ProcessId process, Secret secret) {
        return new ClientHandshake(process, Versions.SPOKEN, secret, RANDOM);
    }

    private static ManagerHandshake manager(ServiceSecrets secrets) {
        return new ManagerHandshake("manager-1", Versions.SPOKEN, secrets, TERMS, RANDOM);
    }

    private static Terms meet(ClientHandshake client, ManagerHandshake manager) throws Exception {
        byte[] challenge = manager.challenge(client.hello().toByteArray()).toByteArray();
        return client.terms(
                manager.welcome(client.proof(challenge).toByteArray()).toByteArray());
    }

    private static HandshakeRefusedException refused(ClientHandshake client, ManagerHandshake manager) {
        Throwable thrown = catchThrowable(() -> meet(client, manager));
        assertThat(thrown).isInstanceOf(HandshakeRefusedException.class);
        assertThat(thrown.getStackTrace()).isEmpty();
        return (HandshakeRefusedException) thrown;
    }
}
