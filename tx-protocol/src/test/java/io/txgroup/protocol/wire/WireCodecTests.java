package io.txgroup.protocol.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WireCodecTests {
    private static final long SEED = 20261104;

    private final RandomMessages messages = new RandomMessages(SEED);

    static Stream<Class<?>> kinds() {
        return RandomMessages.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void readsEveryKindOfMessageAsItWasWritten(Class<?> kind) throws MalformedMessageException {
        for (int i = 0; i < 100; i++) {
            Message message = messages.next(kind);
            assertThat(read(message, write(message))).isEqualTo(message);
        }
    }

    @Test
    void knowsEveryKind() {
        assertThat(kinds()).hasSize(42);
    }

    @Test
    void whatAUnitHoldsMayBeUntold() throws MalformedMessageException {
        Message.BranchOutcome told = (Message.BranchOutcome) messages.next(Message.BranchOutcome.class);
        UnitCalls untold = new UnitCalls(requireNonNull(told.member()).unit(), List.of(CallPath.ROOT));
        Message.BranchOutcome branch = new Message.BranchOutcome(
                told.groupId(),
                told.token(),
                told.epochMark(),
                told.outcome(),
                untold,
                told.epoch(),
                told.cause(),
                null);

        assertThat(read(branch, write(branch))).isEqualTo(branch);
    }

    @Test
    void aBranchOfAStrangerHasNoMember() throws MalformedMessageException {
        Message.BranchOutcome known = (Message.BranchOutcome) messages.next(Message.BranchOutcome.class);
        Message.BranchOutcome stranger = new Message.BranchOutcome(
                known.groupId(),
                known.token(),
                known.epochMark(),
                known.outcome(),
                null,
                known.epoch(),
                known.cause(),
                null);

        assertThat(read(stranger, write(stranger))).isEqualTo(stranger);
    }

    @Test
    void aPeerThatSaysNothingOfCompensationDoesNotForbidIt() throws MalformedMessageException {
        Message.Join join = (Message.Join) messages.next(Message.Join.class);
        Wire.ToManager wire = WireCodec.toWire(join);
        byte[] older = wire.toBuilder()
                .setJoin(wire.getJoin().toBuilder().clearCompensation().clearInvocations())
                .build()
                .toByteArray();

        Message.Join read = (Message.Join) WireCodec.toManager(ByteBuffer.wrap(older));

        assertThat(read.compensation()).isEqualTo(Compensation.UNIT);
        assertThat(read.invocations()).isEmpty();
    }

    @Test
    void neverCutsArguments() throws MalformedMessageException {
        Redo redo = (Redo) messages.next(Redo.class);
        String arguments = "[\"" + "x".repeat(100_000) + "\"]";
        Invocation large =
                new Invocation(CallPath.ROOT, "m", arguments, List.of("/0"), Map.of("tenant", "blue tenant"), "");
        Redo written = new Redo(
                redo.groupId(), redo.unit(), redo.epoch(), 1, redo.callPaths(), redo.resources(), List.of(large));

        Redo read = (Redo) read(written, write(written));

        assertThat(read).isEqualTo(written);
        assertThat(read.toString()).doesNotContain("xxx", "blue tenant");
    }

    @Test
    void whatAnOlderManagerDoesNotSayIsNotThere() throws MalformedMessageException {
        Message.Tell tell = (Message.Tell) messages.next(Message.Tell.class);
        Message.Tell older =
                new Message.Tell(tell.groupId(), tell.unit(), tell.outcome(), tell.callPaths(), tell.cause(), null);
        Settling.Statement known = (Settling.Statement) messages.next(Settling.Statement.class);
        Settling.Statement untold = new Settling.Statement(
                known.groupId(),
                known.unit(),
                known.epoch(),
                known.saying(),
                known.own(),
                false,
                List.of(),
                null,
                List.of());

        assertThat(read(older, write(older))).isEqualTo(older);
        assertThat(read(untold, write(untold))).isEqualTo(untold);
    }

    @Test
    void ignoresFieldsOfTheNextVersion() throws MalformedMessageException {
        Message.Ask ask = (Message.Ask) messages.next(Message.Ask.class);
        UnknownFieldSet later = UnknownFieldSet.newBuilder()
                .addField(
                        900,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                .build())
                .build();
        Wire.ToManager wire = WireCodec.toWire(ask);
        byte[] bytes = wire.toBuilder()
                .setAsk(wire.getAsk().toBuilder().setUnknownFields(later))
                .setUnknownFields(later)
                .build()
                .toByteArray();

        assertThat(WireCodec.toManager(ByteBuffer.wrap(bytes))).isEqualTo(ask);
    }

    @Test
    void refusesAKindOfMessageThatItDoesNotKnow() {
        assertThatThrownBy(() -> WireCodec.toManager(ByteBuffer.allocate(0)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("kind");
    }

    @Test
    void refusesValuesThatNoVersionKnows() {
        Wire.Ended ended = WireCodec.toWire((Message.ToClient) messages.next(Message.Ended.class))
                .getEnded();

        assertThatThrownBy(() -> read(ended.toBuilder().setOutcomeValue(77).build()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("outcome");
        assertThatThrownBy(() -> read(ended.toBuilder().clearOutcome().build()))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> read(ended.toBuilder()
                        .setGroupId(ByteString.copyFrom(new byte[15]))
                        .build()))
                .hasMessageContaining("16 bytes, not 15");
        assertThatThrownBy(() -> read(ended.toBuilder()
                        .setGroupId(ByteString.copyFrom(new byte[16]))
                        .build()))
                .hasMessageContaining("version 7");
        assertThatThrownBy(() -> read(ended.toBuilder().clearUnit().build())).hasMessageContaining("service");
        assertThatThrownBy(() -> {
                    ShardClock clock = new ShardClock(256, new Epoch("e"), 1);
                    Message.HeartbeatAnswer answer = new Message.HeartbeatAnswer(List.of(clock), "");
                    WireCodec.toClient(ByteBuffer.wrap(WireCodec.toWire(answer).toByteArray()));
                })
                .hasMessageContaining("shard 256");
    }

    @Test
    void cutsTextsThatNobodyWouldReadToTheirEnd() throws MalformedMessageException {
        Message.Ask ask = (Message.Ask) messages.next(Message.Ask.class);
        UnitId unit = new UnitId(new ProcessId("s", "i", "p"), "t");
        String smiles = "x" + "\ud83d\ude00".repeat(5_000);
        Message.Veto veto = new Message.Veto(ask.groupId(), unit, ask.epoch(), true, smiles);

        Message.Veto read = (Message.Veto) read(veto, write(veto));

        assertThat(read.reason()).hasSize(WireValues.MAX_TEXT - 1).isEqualTo(smiles.substring(0, 1999));
    }

    @Test
    void takesGarbageForAMessageOrCallsItMalformed() {
        Random random = new Random(SEED);
        int malformed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            malformed += readsOrIsMalformed(garbage);
        }
        assertThat(malformed).isGreaterThan(19_000);
    }

    @Test
    void takesDamagedMessagesForAMessageOrCallsThemMalformed() {
        Random random = new Random(SEED);
        int malformed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = write(messages.next());
            for (int n = 1 + random.nextInt(4); n > 0 && bytes.length > 0; n--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            malformed += readsOrIsMalformed(bytes);
        }
        assertThat(malformed).isBetween(5_000, 39_000);
    }

    /** Reads the bytes both ways; what could be read must survive another turn. */
    private static int readsOrIsMalformed(byte[] bytes) {
        int malformed = 0;
        try {
            Message.ToManager message = WireCodec.toManager(ByteBuffer.wrap(bytes));
            assertThat(read(message, write(message))).isEqualTo(message);
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank();
            malformed++;
        }
        try {
            Message.ToClient message = WireCodec.toClient(ByteBuffer.wrap(bytes));
            assertThat(read(message, write(message))).isEqualTo(message);
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank();
            malformed++;
        }
        return malformed == 2 ? 1 : 0;
    }

    private static byte[] write(Message message) {
        return message instanceof Message.ToManager toManager
                ? WireCodec.toWire(toManager).toByteArray()
                : WireCodec.toWire((Message.ToClient) message).toByteArray();
    }

    private static Message read(Message like, byte[] bytes) throws MalformedMessageException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return like instanceof Message.ToManager ? WireCodec.toManager(buffer) : WireCodec.toClient(buffer);
    }

    private static Message read(Wire.Ended ended) throws MalformedMessageException {
        byte[] bytes = Wire.ToClient.newBuilder().setEnded(ended).build().toByteArray();
        return WireCodec.toClient(ByteBuffer.wrap(bytes));
    }
}
